package io.parley.faults;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What a test of a row measured, for the table at the end. A parameter of any method with {@link Row}. */
public final class Figures {
    private final Map<String, String> all = new LinkedHashMap<>();

    public Figures add(String name, Object value) {
        all.put(name, String.valueOf(value));
        return this;
    }

    public Figures add(String name, Duration value) {
        return add(
                name,
                value.toMillis() < 10_000
                        ? value.toMillis() + " ms"
                        : String.format(Locale.ROOT, "%.1f s", value.toMillis() / 1e3));
    }

    @Override
    public String toString() {
        return all.entrySet().stream()
                .map(figure -> figure.getKey() + " " + figure.getValue())
                .collect(Collectors.joining(", "));
    }
}
