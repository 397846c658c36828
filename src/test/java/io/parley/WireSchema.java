package io.parley;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import io.parley.protocol.ClientMessage;
import io.parley.protocol.Logged;
import io.parley.protocol.ServerMessage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * JSON Schemas of the wire, read from the records: a component is a property, {@code @Nullable} makes it optional. They are of
 * draft 7, as that is what AsyncAPI takes.
 */
final class WireSchema {
    private static final String DRAFT = "http://json-schema.org/draft-07/schema#";
    private static final JsonObject ID = new JsonObject().put("pattern", "^[A-Za-z0-9._:@|~-]{1,128}$");
    private static final JsonObject COUNT = new JsonObject().put("minimum", 0);
    /** What the kind of a component does not say, by its name. */
    private static final Map<String, JsonObject> MORE = Map.ofEntries(
            Map.entry("id", ID),
            Map.entry("user_id", ID),
            Map.entry("project_id", ID),
            Map.entry("session_id", ID),
            Map.entry("reply_to", ID),
            Map.entry("seq", COUNT),
            Map.entry("last_seq", COUNT),
            Map.entry("offset", COUNT),
            Map.entry("thinking_offset", COUNT),
            Map.entry("action", new JsonObject().put("minLength", 1).put("maxLength", 128)),
            Map.entry("attachments", new JsonObject().put("maxItems", 10)));

    /** Whether this is what we ourselves send, where lists and free JSON are always there, be they empty. */
    private final boolean ours;

    private WireSchema(boolean ours) {
        this.ours = ours;
    }

    /** What a client says. */
    static JsonObject client() {
        Map<String, Class<?>> types = types(ClientMessage.class);
        return document("What a client of Parley says, one message of these")
                .put("oneOf", references(types.keySet()))
                .put("definitions", new WireSchema(false).definitions(types, true));
    }

    /** What a server says, and what packs it. */
    static JsonObject server() {
        Map<String, Class<?>> types = types(ServerMessage.class);
        List<String> logged = types.entrySet().stream()
                .filter(entry -> Logged.class.isAssignableFrom(entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
        JsonObject definitions = new WireSchema(true).definitions(types, true);
        definitions
                .put("any_message", new JsonObject().put("oneOf", references(types.keySet())))
                .put("any_logged", new JsonObject().put("oneOf", references(logged)))
                .put("batch", batch())
                .put("compressed", compressed());
        return document(
                        "What a server of Parley says, one message of these; types that a client does not know it ignores")
                .put("oneOf", references(List.of("any_message", "batch", "compressed")))
                .put("definitions", definitions);
    }

    /** The bodies on the event bus and on channels of Redis. */
    static JsonObject bus(Map<String, Class<?>> bodies) {
        return document("The bodies on the bus of Parley, each by its name in the definitions")
                .put("definitions", new WireSchema(false).definitions(new TreeMap<>(bodies), false));
    }

    private static JsonObject document(String title) {
        return new JsonObject().put("$schema", DRAFT).put("title", title);
    }

    static Map<String, Class<?>> types(Class<?> family) {
        return Arrays.stream(family.getAnnotation(JsonSubTypes.class).value())
                .collect(Collectors.toMap(
                        JsonSubTypes.Type::name, JsonSubTypes.Type::value, (one, other) -> one, LinkedHashMap::new));
    }

    private static JsonArray references(Iterable<String> names) {
        JsonArray references = new JsonArray();
        names.forEach(name -> references.add(reference("#/definitions/" + name)));
        return references;
    }

    private static JsonObject reference(String to) {
        return new JsonObject().put("$ref", to);
    }

    private JsonObject definitions(Map<String, Class<?>> types, boolean typed) {
        JsonObject definitions = new JsonObject();
        types.forEach((name, type) -> definitions.put(name, record(type, typed ? name : null)));
        return definitions;
    }

    /** The schema of a record's object; with {@code name} as its {@code type}. */
    private JsonObject record(Class<?> type, @Nullable String name) {
        JsonObject properties = new JsonObject();
        JsonArray required = new JsonArray();
        if (name != null) {
            properties.put("type", new JsonObject().put("const", name));
            required.add("type");
        }
        for (RecordComponent component : type.getRecordComponents()) {
            properties.put(wireName(component), property(component));
            if (isRequired(component)) {
                required.add(wireName(component));
            }
        }
        return new JsonObject()
                .put("type", "object")
                .put("properties", properties)
                .put("required", required);
    }

    private JsonObject property(RecordComponent component) {
        JsonObject schema = value(component.getAnnotatedType());
        return schema.mergeIn(MORE.getOrDefault(wireName(component), new JsonObject()));
    }

    private boolean isRequired(RecordComponent component) {
        Class<?> type = component.getType();
        if (component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
            return false;
        }
        if (type.isPrimitive() || type == String.class || type.isEnum() || type.isRecord() || type.isSealed()) {
            return true;
        }
        return ours && component.getAccessor().getAnnotation(JsonInclude.class) == null;
    }

    private JsonObject value(AnnotatedType annotated) {
        Type type = annotated.getType();
        if (annotated instanceof AnnotatedParameterizedType generic) {
            AnnotatedType[] arguments = generic.getAnnotatedActualTypeArguments();
            JsonObject last = value(arguments[arguments.length - 1]);
            return ((ParameterizedType) type).getRawType() == List.class
                    ? new JsonObject().put("type", "array").put("items", last)
                    : new JsonObject().put("type", "object").put("additionalProperties", last);
        }
        return value((Class<?>) type);
    }

    private JsonObject value(Class<?> type) {
        if (type == ServerMessage.class) {
            return reference("server.json#/definitions/any_message");
        }
        if (type == Logged.class) {
            return reference((ours ? "" : "server.json") + "#/definitions/any_logged");
        }
        if (type == ClientMessage.class) {
            return reference("client.json");
        }
        if (ServerMessage.class.isAssignableFrom(type)) {
            return reference("server.json#/definitions/" + nameOf(type));
        }
        if (type.isEnum()) {
            return new JsonObject().put("enum", constants(type));
        }
        if (type.isRecord()) {
            return isTuple(type) ? tuple(type) : record(type, null);
        }
        return new JsonObject().put("type", kind(type));
    }

    private static String nameOf(Class<?> type) {
        return types(ServerMessage.class).entrySet().stream()
                .filter(entry -> entry.getValue() == type)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    private static String kind(Class<?> type) {
        if (type == String.class) {
            return "string";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "boolean";
        }
        if (List.of(int.class, long.class, Integer.class, Long.class).contains(type)) {
            return "integer";
        }
        if (type == JsonObject.class) {
            return "object";
        }
        throw new IllegalStateException("say here what " + type + " is in JSON");
    }

    private static boolean isTuple(Class<?> type) {
        JsonFormat format = type.getAnnotation(JsonFormat.class);
        return format != null && format.shape() == JsonFormat.Shape.ARRAY;
    }

    /** A record that is written as a list; what may be absent is null there. */
    private JsonObject tuple(Class<?> type) {
        JsonArray items = new JsonArray();
        for (RecordComponent component : type.getRecordComponents()) {
            JsonObject item = property(component);
            items.add(
                    isRequired(component)
                            ? item
                            : item.put(
                                    "type",
                                    new JsonArray().add(item.getValue("type")).add("null")));
        }
        return new JsonObject()
                .put("type", "array")
                .put("items", items)
                .put("minItems", items.size())
                .put("maxItems", items.size());
    }

    private static JsonArray constants(Class<?> type) {
        JsonArray names = new JsonArray();
        Arrays.stream(type.getFields()).filter(Field::isEnumConstant).forEach(constant -> {
            JsonProperty given = constant.getAnnotation(JsonProperty.class);
            names.add(given == null ? constant.getName() : given.value());
        });
        return names;
    }

    private static String wireName(RecordComponent component) {
        return component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    private static JsonObject batch() {
        JsonObject messages =
                new JsonObject().put("type", "array").put("items", reference("#/definitions/any_message"));
        return packed("batch", new JsonObject().put("messages", messages));
    }

    private static JsonObject compressed() {
        return packed(
                "compressed",
                new JsonObject()
                        .put("original", new JsonObject().put("type", "integer").put("minimum", 0))
                        .put("encoding", new JsonObject().put("const", "deflate"))
                        .put("compressed", new JsonObject().put("type", "string")));
    }

    private static JsonObject packed(String name, JsonObject fields) {
        JsonObject properties = new JsonObject()
                .put("type", new JsonObject().put("const", name))
                .put("timestamp", new JsonObject().put("type", "integer"))
                .mergeIn(fields);
        return new JsonObject()
                .put("type", "object")
                .put("properties", properties)
                .put("required", new JsonArray(List.copyOf(properties.fieldNames())));
    }
}
