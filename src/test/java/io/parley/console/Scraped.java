package io.parley.console;

import static java.util.stream.Collectors.toUnmodifiableMap;

import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Prometheus's text, read back: types by family, values by series. */
public record Scraped(Map<String, String> types, Map<String, Double> values) {
    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\S+) (\\S+)$");
    private static final Pattern VALUE = Pattern.compile("(?m)^([a-z_]+(?:\\{.*})?) (\\S+)$");

    public static Scraped of(String text) {
        return new Scraped(
                TYPE.matcher(text).results().collect(toUnmodifiableMap(Scraped::first, found -> found.group(2))),
                VALUE.matcher(text)
                        .results()
                        .collect(toUnmodifiableMap(Scraped::first, found -> Double.valueOf(found.group(2)))));
    }

    public Set<String> names() {
        return types.keySet();
    }

    public String type(String family) {
        return types.getOrDefault(family, "absent");
    }

    public double value(String series) {
        return values.getOrDefault(series, Double.NaN);
    }

    private static String first(MatchResult found) {
        return found.group(1);
    }
}
