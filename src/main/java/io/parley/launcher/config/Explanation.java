package io.parley.launcher.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Puts what the validator found into words for the person who wrote the file. */
record Explanation(Schema schema, Error error) {
    Problem problem(Tree tree) {
        String parent = error.getInstanceLocation().toString();
        String pointer =
                error.getKeyword().equals("additionalProperties") ? Tree.child(parent, error.getProperty()) : parent;
        return new Problem(tree.place(pointer), pointer, text(parent));
    }

    private String text(String pointer) {
        JsonNode wanted = schema.at(pointer);
        return switch (error.getKeyword()) {
            case "additionalProperties" -> unknown(wanted);
            case "required" -> "expected the key \"" + error.getProperty() + "\" here";
            case "type" ->
                wanted.has("enum")
                        ? oneOf(wanted)
                        : "expected " + wanted.path("type").asText() + found();
            case "enum" -> oneOf(wanted);
            case "minimum", "maximum" -> "expected " + range(wanted) + found();
            case "minLength" -> "expected at least " + number("character") + found();
            case "minItems" -> "expected at least " + number("item") + found();
            case "pattern" ->
                "expected a text that matches " + wanted.path("pattern").asText() + found();
            default -> error.getMessage();
        };
    }

    private String found() {
        boolean secret = Secrets.isSecret(error.getInstanceLocation().toString());
        return ", found " + (secret ? "***" : Words.of(Secrets.masked(error.getInstanceNode())));
    }

    private String number(String ofWhat) {
        String number = error.getSchemaNode().asText();
        return number + " " + ofWhat + (number.equals("1") ? "" : "s");
    }

    private String unknown(JsonNode wanted) {
        List<String> known = names(wanted.path("properties"));
        return Words.nearest(error.getProperty(), known)
                .map(name -> "unknown key; did you mean \"" + name + "\"?")
                .orElse("unknown key; known here: " + String.join(", ", known));
    }

    private static List<String> names(JsonNode properties) {
        return properties
                .propertyStream()
                .map(entry -> entry.getKey())
                .filter(name -> !name.startsWith("$"))
                .toList();
    }

    private String oneOf(JsonNode wanted) {
        List<String> values = new ArrayList<>();
        wanted.path("enum").forEach(value -> values.add(value.asText()));
        String list = values.stream().map(value -> "\"" + value + "\"").collect(Collectors.joining(" or "));
        return "expected " + list + found()
                + Words.nearest(error.getInstanceNode().asText(), values)
                        .map(value -> "; did you mean \"" + value + "\"?")
                        .orElse("");
    }

    private static String range(JsonNode wanted) {
        String least = wanted.path("minimum").asText();
        return wanted.has("maximum") ? least + " to " + wanted.path("maximum").asText() : "at least " + least;
    }
}
