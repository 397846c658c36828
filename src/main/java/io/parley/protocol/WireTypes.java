package io.parley.protocol;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** The {@code type} of each record, read once from the annotations, so that it is written down in one place. */
final class WireTypes {
    private static final Map<Class<?>, String> SERVER = names(ServerMessage.class);
    private static final Map<Class<?>, String> CLIENT = names(ClientMessage.class);

    private WireTypes() {}

    static String of(ServerMessage message) {
        return SERVER.getOrDefault(message.getClass(), "");
    }

    static String of(ClientMessage message) {
        return CLIENT.getOrDefault(message.getClass(), "");
    }

    private static Map<Class<?>, String> names(Class<?> family) {
        JsonSubTypes types = family.getAnnotation(JsonSubTypes.class);
        return Arrays.stream(types.value())
                .collect(Collectors.toUnmodifiableMap(JsonSubTypes.Type::value, JsonSubTypes.Type::name));
    }
}
