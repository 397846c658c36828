package io.parley.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShippedFilesTest {
    private static final Pattern KEY = Pattern.compile("\\s*\"([a-z0-9_]+)\": ((?:\\{(?!\\}))?).*");
    private static final Classes ANY = new Classes() {
        @Override
        public Optional<String> problem(String name) {
            return Optional.empty();
        }

        @Override
        public Optional<String> section(String name) {
            return Optional.of(name);
        }
    };

    private final Schema schema = Schema.named("config.schema.json");

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "cluster", "production"})
    void hasEveryOptionUnderTheWordsOfTheSchema(String name) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("conf", name + ".json"));

        List<String> options = explainedOptions(lines);

        assertThat(options).containsExactlyElementsOf(expected(!name.equals("embedded")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "cluster", "production"})
    void isValidWithTheShippedVerticles(String name) throws IOException {
        Configuration configuration = Configuration.load(
                new Sources(text("conf/" + name + ".json"), text("verticles.json"), Map.of(), List.of(), ANY));

        assertThat(configuration.verticles())
                .extracting(Entry::name)
                .containsExactly("conversation", "gateway", "console");
        assertThat(configuration.verticles()).allMatch(Entry::enabled);
    }

    @Test
    void embeddedIsTheDefaults() throws IOException {
        var file = JsonText.parse("embedded", Files.readString(Path.of("conf/embedded.json")))
                .tree();

        var defaults = schema.defaults();
        defaults.remove("cluster");
        assertThat(file).isEqualTo(defaults);
    }

    private static Sources.Text text(String file) throws IOException {
        return new Sources.Text(file, Files.readString(Path.of(file)));
    }

    private List<String> expected(boolean cluster) {
        return schema.options().stream()
                .map(option -> String.join(".", option))
                .filter(option -> cluster || !option.startsWith("cluster."))
                .toList();
    }

    /** The options of a file that follow a comment with their description. */
    private List<String> explainedOptions(List<String> lines) {
        List<String> found = new ArrayList<>();
        List<String> path = new ArrayList<>();
        StringBuilder comment = new StringBuilder();
        for (String line : lines) {
            Matcher key = KEY.matcher(line);
            if (line.strip().startsWith("//")) {
                comment.append(line.strip().substring(2));
            } else if (key.matches()) {
                path.add(key.group(1));
                if (key.group(2).isEmpty()) {
                    addExplained(path, comment.toString(), found);
                    path.remove(path.size() - 1);
                }
                comment.setLength(0);
            } else if (line.strip().equals("},")) {
                path.remove(path.size() - 1);
            }
        }
        return found;
    }

    private void addExplained(List<String> path, String comment, List<String> found) {
        String description =
                schema.at("/" + String.join("/", path)).path("description").asText();
        if (comment.contains(description)) {
            found.add(String.join(".", path));
        }
    }
}
