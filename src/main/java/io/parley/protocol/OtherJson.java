package io.parley.protocol;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Map;

/** A message of a type that this version does not know, in and out as it is. */
final class OtherJson {
    private OtherJson() {}

    /** Reads it; without a {@code type}, or with fields of another kind than those of all messages, it is none. */
    static final class Reader extends StdDeserializer<OtherMessage> {
        private static final long serialVersionUID = 1L;

        Reader() {
            super(OtherMessage.class);
        }

        @Override
        public OtherMessage deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            Map<String, Object> fields = context.readValue(
                    parser, context.getTypeFactory().constructType(Mappers.MAP)); // may stand at a field
            JsonObject body = new JsonObject(fields);
            if (!(body.getValue("type") instanceof String type) || type.isEmpty()) {
                throw InvalidTypeIdException.from(parser, "no type", context.constructType(ServerMessage.class), null);
            }
            requireCount(body, "timestamp");
            requireCount(body, "seq");
            requireKind(body, "message_id", String.class);
            requireKind(body, "project_id", String.class);
            return new OtherMessage(body);
        }

        private static void requireKind(JsonObject body, String field, Class<?> kind) {
            if (body.containsKey(field) && !kind.isInstance(body.getValue(field))) {
                throw new BadMessage(Phrase.of("bad.kind", field));
            }
        }

        private static void requireCount(JsonObject body, String field) {
            Object value = body.getValue(field);
            boolean isWhole = value instanceof Integer || value instanceof Long;
            if (body.containsKey(field) && (!isWhole || body.getLong(field) < 0)) {
                throw new BadMessage(Phrase.of("bad.kind", field));
            }
        }
    }

    /** Writes it with the type that it came with. */
    static final class Writer extends StdSerializer<OtherMessage> {
        private static final long serialVersionUID = 1L;

        Writer() {
            super(OtherMessage.class);
        }

        @Override
        public void serialize(OtherMessage message, JsonGenerator out, SerializerProvider provider) throws IOException {
            provider.defaultSerializeValue(message.body(), out);
        }

        @Override
        public void serializeWithType(
                OtherMessage message, JsonGenerator out, SerializerProvider provider, TypeSerializer type)
                throws IOException {
            serialize(message, out, provider);
        }
    }
}
