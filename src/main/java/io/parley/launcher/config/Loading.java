package io.parley.launcher.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One loading of a configuration: lays the sources over each other and gathers all problems before it fails. */
final class Loading {
    private static final String PREFIX = "PARLEY_";

    private final Schema schema = Schema.named("config.schema.json");
    private final Schema verticlesSchema = Schema.named("config-verticles.schema.json");
    private final Sources sources;
    private final Map<String, Problem> problems = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();

    Loading(Sources sources) {
        this.sources = sources;
    }

    Configuration configuration() {
        Tree tree = Tree.of(schema.defaults(), "defaults");
        Sources.@Nullable Text file = sources.file();
        if (file != null) {
            guarded(() -> JsonText.parse(file.name(), file.text()), tree::lay);
        }
        layEnvironment(tree);
        sources.settings().forEach(setting -> lay(tree, setting));
        Placeholders.fill(tree, schema, sources.environment()).forEach(this::add);
        schema.check(tree).forEach(this::add);
        List<Entry> entries = verticles(tree);
        if (!problems.isEmpty()) {
            throw new InvalidConfiguration(problems.values());
        }
        tree.root().remove("$schema");
        return new Configuration(tree.root(), entries, notes);
    }

    private void layEnvironment(Tree tree) {
        Map<String, List<String>> known = new TreeMap<>();
        schema.options().forEach(option -> known.put(variable(option), option));
        new TreeMap<>(sources.environment()).forEach((name, value) -> {
            List<String> option = known.get(name);
            if (option != null) {
                String pointer = option.stream().reduce("", Tree::child);
                tree.put(option, schema.read(pointer, value), Place.of("environment " + name));
            } else if (name.startsWith(PREFIX)) {
                Words.nearest(name, known.keySet())
                        .ifPresent(near -> notes.add(name + " is set but no option; did you mean " + near + "?"));
            }
        });
    }

    private static String variable(List<String> option) {
        return PREFIX + String.join("_", option).toUpperCase(Locale.ROOT);
    }

    private void lay(Tree tree, Sources.Setting setting) {
        List<String> keys = List.of(setting.path().split("\\.", -1));
        Place place = Place.of(setting.place());
        if (keys.contains("")) {
            add(new Problem(place, "", "expected path=value, such as gateway.port=8082"));
            return;
        }
        String pointer = keys.stream().reduce("", Tree::child);
        boolean put = tree.put(keys, schema.read(pointer, setting.value()), place);
        if (!put && schema.at(pointer).isMissingNode()) {
            add(new Problem(place, pointer, "unknown key"));
        }
    }

    private List<Entry> verticles(Tree tree) {
        List<Entry> entries = new ArrayList<>();
        Sources.@Nullable Text file = sources.verticles();
        if (file != null) {
            guarded(() -> JsonText.parse(file.name(), file.text()), text -> entries.addAll(entries(tree, text)));
        }
        return entries;
    }

    private List<Entry> entries(Tree tree, JsonText text) {
        Tree file = Tree.of(JsonNodeFactory.instance.objectNode(), "verticles");
        file.lay(text);
        Placeholders.fill(file, verticlesSchema, sources.environment()).forEach(this::add);
        List<Problem> found = verticlesSchema.check(file);
        found.forEach(this::add);
        if (!found.isEmpty()) {
            return List.of();
        }
        List<Entry> entries = new ArrayList<>();
        file.root().properties().forEach(entry -> {
            if (!entry.getKey().startsWith("$")) {
                entries.add(entry(tree, file, entry.getKey(), entry.getValue()));
            }
        });
        return entries;
    }

    private Entry entry(Tree tree, Tree file, String name, JsonNode node) {
        String className = node.path("class").asText();
        String pointer = Tree.child("", name);
        sources.classes()
                .problem(className)
                .ifPresent(text -> add(new Problem(file.place(pointer + "/class"), pointer + "/class", text)));
        ObjectNode own = object(node, "config");
        ObjectNode config = sources.classes()
                .section(className)
                .map(section -> overlaid(tree, file, pointer + "/config", section))
                .orElse(own);
        boolean enabled = node.path("enabled").asBoolean(true);
        return new Entry(name, className, enabled, object(node, "deploymentOptions"), config);
    }

    /** The section with the entry's config over it, checked like the section itself. */
    private ObjectNode overlaid(Tree tree, Tree file, String from, String section) {
        Tree both = tree.copy();
        if (!file.root().at(from).isEmpty()) {
            both.lay(file, from, "/" + section);
            schema.check(both).stream()
                    .map(problem ->
                            problem.moved("/" + section, from, file.place(from).source()))
                    .forEach(this::add);
        }
        return both.root().path(section) instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
    }

    /** Of several problems of one value the first is enough: the others follow from it. */
    private void add(Problem problem) {
        problems.putIfAbsent(problem.place() + problem.pointer(), problem);
    }

    private static ObjectNode object(JsonNode node, String key) {
        return node.path(key) instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
    }

    private <T> void guarded(Supplier<T> parse, Consumer<T> use) {
        try {
            use.accept(parse.get());
        } catch (InvalidConfiguration e) {
            e.problems().forEach(this::add);
        }
    }
}
