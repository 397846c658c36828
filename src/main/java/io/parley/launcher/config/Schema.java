package io.parley.launcher.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What may be configured: a JSON Schema from the class path. Immutable. */
final class Schema {
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,30}(\\.[0-9]{1,30})?");

    private final JsonNode document;
    private final com.networknt.schema.Schema validator;

    private Schema(JsonNode document) {
        this.document = document;
        this.validator = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(document);
    }

    /** The schema {@code name} of those that are shipped. */
    static Schema named(String name) {
        try (InputStream in = Schema.class.getResourceAsStream("/schema/" + name)) {
            return new Schema(JsonText.MAPPER.readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A tree of all options that have a default. */
    ObjectNode defaults() {
        return defaults(document);
    }

    private static ObjectNode defaults(JsonNode node) {
        ObjectNode defaults = JsonNodeFactory.instance.objectNode();
        node.path("properties").properties().forEach(entry -> {
            if (entry.getValue().has("properties")) {
                defaults.set(entry.getKey(), defaults(entry.getValue()));
            } else if (entry.getValue().has("default")) {
                defaults.set(entry.getKey(), entry.getValue().get("default").deepCopy());
            }
        });
        return defaults;
    }

    /** The path of each option that is no section, as its keys. */
    List<List<String>> options() {
        List<List<String>> options = new ArrayList<>();
        collect(document, List.of(), options);
        return options;
    }

    private static void collect(JsonNode node, List<String> path, List<List<String>> options) {
        node.path("properties").properties().forEach(entry -> {
            List<String> below = new ArrayList<>(path);
            below.add(entry.getKey());
            if (entry.getValue().has("properties")) {
                collect(entry.getValue(), below, options);
            } else if (!entry.getKey().startsWith("$")) {
                options.add(below);
            }
        });
    }

    /** What the schema says of the value at {@code pointer}; missing where it says nothing. */
    JsonNode at(String pointer) {
        JsonNode node = document;
        for (String key : pointer.isEmpty()
                ? List.<String>of()
                : List.of(pointer.substring(1).split("/", -1))) {
            JsonNode named = node.path("properties").path(key);
            JsonNode others =
                    node.path("type").asText().equals("array") ? node.path("items") : node.path("additionalProperties");
            node = named.isMissingNode() ? others : named;
        }
        return node.isObject() ? node : MissingNode.getInstance();
    }

    /** The value that {@code text} means at {@code pointer}; a text where it does not fit, so that checking tells. */
    JsonNode read(String pointer, String text) {
        return switch (at(pointer).path("type").asText()) {
            case "integer", "number" -> NUMBER.matcher(text).matches() ? number(text) : new TextNode(text);
            case "boolean" ->
                text.equals("true") || text.equals("false")
                        ? BooleanNode.valueOf(text.equals("true"))
                        : new TextNode(text);
            case "array" -> text.startsWith("[") ? json(text) : list(text);
            case "object" -> json(text);
            default -> new TextNode(text);
        };
    }

    private static JsonNode number(String text) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        if (text.contains(".")) {
            return nodes.numberNode(new BigDecimal(text));
        }
        BigInteger integer = new BigInteger(text);
        return integer.bitLength() < Integer.SIZE ? nodes.numberNode(integer.intValue()) : nodes.numberNode(integer);
    }

    private static JsonNode json(String text) {
        try {
            return JsonText.MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            return new TextNode(text); // then its kind is wrong, and checking says so
        }
    }

    private static ArrayNode list(String text) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (String item : text.isBlank() ? new String[0] : text.split(",", -1)) {
            list.add(item.strip());
        }
        return list;
    }

    /** All that is wrong with {@code tree}. */
    List<Problem> check(Tree tree) {
        return validator.validate(tree.root()).stream()
                .map(error -> new Explanation(this, error).problem(tree))
                .toList();
    }
}
