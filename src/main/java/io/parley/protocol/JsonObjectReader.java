package io.parley.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Map;

/** Reads free JSON into Vert.x's own object; its module for Jackson only writes it. */
final class JsonObjectReader extends StdDeserializer<JsonObject> {
    private static final long serialVersionUID = 1L;

    JsonObjectReader() {
        super(JsonObject.class);
    }

    @Override
    public JsonObject deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        if (!parser.hasToken(JsonToken.START_OBJECT)) {
            return (JsonObject) context.handleUnexpectedToken(JsonObject.class, parser);
        }
        Map<String, Object> map =
                context.readValue(parser, context.getTypeFactory().constructType(Mappers.MAP));
        return new JsonObject(map);
    }
}
