package io.parley.launcher.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON as people write it: with comments and trailing commas, but without duplicate keys.
 *
 * <p>The mapper of the wire is strict and knows no positions; this one is for files only.
 *
 * @param tree what was read
 * @param places JSON pointer → where its key begins (or its value, where it has no key)
 */
record JsonText(ObjectNode tree, Map<String, Place> places) {
    static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Fails with {@link InvalidConfiguration} where {@code text} is not one JSON object. */
    static JsonText parse(String source, String text) {
        try {
            JsonNode tree = MAPPER.readTree(text);
            if (tree instanceof ObjectNode object) {
                return new JsonText(object, places(source, text));
            }
            throw invalid(new Place(source, 1, 1), "expected an object in braces, found " + Words.of(tree));
        } catch (JsonProcessingException e) {
            throw invalid(place(source, e.getLocation()), sentence(e));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Place> places(String source, String text) throws IOException {
        Map<String, Place> places = new HashMap<>();
        try (JsonParser parser = MAPPER.createParser(text)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (!token.isStructEnd()) {
                    places.putIfAbsent(pointer(parser, token), place(source, parser.currentTokenLocation()));
                }
            }
        }
        return places;
    }

    /** Inside a structure that has only just begun, the parser points into it. */
    private static String pointer(JsonParser parser, JsonToken token) {
        var context = parser.getParsingContext();
        return (token.isStructStart() ? context.getParent() : context)
                .pathAsPointer()
                .toString();
    }

    private static Place place(String source, JsonLocation location) {
        return location == null
                ? new Place(source, 1, 1)
                : new Place(source, location.getLineNr(), location.getColumnNr());
    }

    private static InvalidConfiguration invalid(Place place, String text) {
        return new InvalidConfiguration(List.of(new Problem(place, "", text)));
    }

    /** Jackson's own words, without the names of its classes. */
    private static String sentence(JsonProcessingException e) {
        String first =
                String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
        return "not JSON: " + first.replaceAll(" ?\\((for|start marker|class|JSON does not allow)[^)]*\\)?", "");
    }
}
