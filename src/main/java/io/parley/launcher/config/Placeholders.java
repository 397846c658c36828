package io.parley.launcher.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills in <code>${ENV}</code> and <code>${ENV:default}</code> in every text that a file gave; <code>$${</code> there
 * means <code>${</code>. What comes from the environment or the command line is left as it is.
 */
final class Placeholders {
    private static final Pattern PLACEHOLDER =
            Pattern.compile("\\$\\$\\{|\\$\\{(?<name>[A-Za-z_][A-Za-z0-9_]*)(?::(?<default>[^}]*))?}");

    private final Map<String, String> environment;
    private final Schema schema;
    private final Tree tree;
    private final List<Problem> problems = new ArrayList<>();

    private Placeholders(Map<String, String> environment, Schema schema, Tree tree) {
        this.environment = environment;
        this.schema = schema;
        this.tree = tree;
    }

    /** Changes {@code tree} in place. What is not set and has no default stays as it is, and is a problem. */
    static List<Problem> fill(Tree tree, Schema schema, Map<String, String> environment) {
        var placeholders = new Placeholders(environment, schema, tree);
        placeholders.visit("", tree.root());
        return placeholders.problems;
    }

    private void visit(String pointer, JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.properties().forEach(entry -> {
                String below = Tree.child(pointer, entry.getKey());
                visit(below, entry.getValue());
                entry.setValue(filled(below, entry.getValue()));
            });
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                visit(pointer + "/" + i, array.get(i));
                array.set(i, filled(pointer + "/" + i, array.get(i)));
            }
        }
    }

    private JsonNode filled(String pointer, JsonNode node) {
        if (!node.isTextual()
                || !tree.place(pointer).inFile()
                || !node.textValue().contains("${")) {
            return node;
        }
        Matcher matcher = PLACEHOLDER.matcher(node.textValue());
        String text = matcher.replaceAll(match -> Matcher.quoteReplacement(value(pointer, match)));
        return text.equals(node.textValue()) ? new TextNode(text) : schema.read(pointer, text);
    }

    private String value(String pointer, MatchResult match) {
        String name = match.group(1);
        if (name == null) {
            return "${";
        }
        String fallback = match.group(2);
        String value = environment.getOrDefault(name, fallback);
        if (value == null) {
            problems.add(new Problem(
                    tree.place(pointer), pointer, "environment variable " + name + " is not set and has no default"));
            return match.group();
        }
        return value;
    }
}
