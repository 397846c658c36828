package io.parley.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.jackson.VertxModule;
import java.util.Map;

/** The strict mappers: bounded input, no coercion between kinds, no duplicate key, no null where none is meant. */
final class Mappers {
    static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

    /** What one client may send in one message (FAULTS S6). */
    private static final StreamReadConstraints CLIENT = StreamReadConstraints.builder()
            .maxNestingDepth(32)
            .maxStringLength(64 * 1024)
            .maxNumberLength(64)
            .maxNameLength(128)
            .maxTokenCount(10_000)
            .build();

    /** What our own nodes and stores hand each other: a page of the log with replies of a mebibyte. */
    private static final StreamReadConstraints OURS = StreamReadConstraints.builder()
            .maxNestingDepth(64)
            .maxStringLength(16 * 1024 * 1024)
            .build();

    private Mappers() {}

    static ObjectMapper forClients() {
        return strict(CLIENT);
    }

    static ObjectMapper forOurs() {
        return strict(OURS);
    }

    private static ObjectMapper strict(StreamReadConstraints limits) {
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(limits)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        JsonMapper mapper = JsonMapper.builder(factory)
                .addModule(new VertxModule().addDeserializer(JsonObject.class, new JsonObjectReader()))
                .annotationIntrospector(new NullMarkedIntrospector())
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .build();
        mapper.coercionConfigFor(LogicalType.Textual)
                .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
        return mapper;
    }
}
