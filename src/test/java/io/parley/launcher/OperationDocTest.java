package io.parley.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.ops.EventLog;
import io.parley.ops.Metrics;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Makes the tables of the document from the code, and expects them there. */
class OperationDocTest {
    private static final Pattern FAMILY =
            Pattern.compile("(?m)^# HELP ((?:websocket|parley)_\\w+) (.*)\\n# TYPE \\S+ (\\w+)$");
    /** Also those that a class logs through a method {@code event} of its own, at info. */
    private static final Pattern EVENT =
            Pattern.compile("(?:\\.(info|error)(?=\\([^,]*\\))|[^.\\w]event)\\(\\s*\"([a-z_]+)\"[,)]");

    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

    private final String document;

    OperationDocTest() throws IOException {
        document = Files.readString(Path.of("src/docs/operation.md"));
    }

    @Test
    void everyMeterOfOursIsInItsTable() {
        String scraped = Metrics.create().scrape().orElseThrow();

        List<String> rows = FAMILY.matcher(scraped)
                .results()
                .filter(family -> !family.group(1).endsWith("_max"))
                .map(family -> "| `" + family.group(1) + "` | " + family.group(3) + " | "
                        + labels(scraped, family.group(1)) + " | " + family.group(2) + " |")
                .toList();

        assertThat(rows).hasSizeGreaterThan(5);
        assertThat(table("| family |")).containsExactlyElementsOf(rows);
    }

    @Test
    void everyFieldOfTheLogIsInItsTable() throws IllegalAccessException {
        List<String> names = new ArrayList<>(List.of("timestamp", "level", "message", "logger", "stack_trace"));
        for (Field field : EventLog.Field.class.getFields()) {
            names.add(String.valueOf(field.get(null)));
        }

        assertThat(table("| field |"))
                .extracting(row -> row.split("`", 3)[1])
                .containsExactlyInAnyOrderElementsOf(names);
    }

    @Test
    void everyEventOfALifeOrForAPersonIsInItsTable() throws IOException {
        Set<String> events = new TreeSet<>();
        for (String source : sources()) {
            EVENT.matcher(source)
                    .results()
                    .forEach(event ->
                            events.add(event.group(2) + " " + Objects.requireNonNullElse(event.group(1), "info")));
        }

        assertThat(table("| event |"))
                .extracting(row -> row.replaceFirst("\\| `(\\w+)` \\| (\\w+) .*", "$1 $2"))
                .containsExactlyInAnyOrderElementsOf(events);
    }

    @Test
    void everyExitCodeIsInItsTable() {
        List<String> rows = Arrays.stream(ExitCode.list())
                .map(code -> "| " + code.strip().replaceFirst(":", " | ") + " |")
                .toList();

        assertThat(table("| exit code |")).containsExactlyElementsOf(rows);
    }

    private static List<String> sources() throws IOException {
        List<String> texts = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                texts.add(Files.readString(file));
            }
        }
        return texts;
    }

    /** The rows below the one that begins with {@code head}. */
    private List<String> table(String head) {
        return document.lines()
                .dropWhile(line -> !line.startsWith(head))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .toList();
    }

    private static String labels(String scraped, String family) {
        Map<String, Set<String>> labels = new LinkedHashMap<>();
        scraped.lines().filter(line -> line.startsWith(family)).forEach(line -> {
            Matcher label = LABEL.matcher(line);
            while (label.find()) {
                labels.computeIfAbsent(label.group(1), none -> new TreeSet<>()).add(label.group(2));
            }
        });
        labels.remove("le");
        return labels.entrySet().stream()
                .map(label -> "`" + label.getKey() + "`: " + String.join(", ", label.getValue()))
                .collect(Collectors.joining("; "));
    }
}
