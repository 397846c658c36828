package io.parley.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON to records and back: the one place that knows how. Any thread.
 *
 * <p>What comes from a client is read strictly and within limits ({@link Mappers}); whatever does not fit throws
 * {@link BadMessage} with a sentence for that client. Fields that are not known are ignored everywhere.
 */
public final class ProtocolCodec {
    private static final ObjectMapper CLIENTS = Mappers.forClients();
    private static final ObjectMapper MAPPER = Mappers.forOurs();
    private static final ObjectMapper EXACT =
            Mappers.forOurs().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    private static final ObjectReader CLIENT = CLIENTS.readerFor(ClientMessage.class);
    private static final ObjectReader BRIDGE = CLIENTS.readerFor(BridgeFrame.class);
    private static final ObjectWriter SERVER_OUT = MAPPER.writerFor(ServerMessage.class);
    private static final ObjectWriter CLIENT_OUT = MAPPER.writerFor(ClientMessage.class);

    private ProtocolCodec() {}

    /** Reads one message of a client. Throws {@link BadMessage}, with the message's {@code id} where it could be read. */
    public static ClientMessage decodeClient(String text) {
        try {
            return notNull(CLIENT.readValue(text));
        } catch (JsonProcessingException failure) {
            throw Refusals.of(failure, idOf(text));
        }
    }

    /** Reads one frame of a client of the event-bus bridge. Throws {@link BadMessage}. */
    public static BridgeFrame decodeBridge(String text) {
        try {
            return notNull(BRIDGE.readValue(text));
        } catch (JsonProcessingException failure) {
            throw Refusals.of(failure, null);
        }
    }

    /** Reads one message of a server; one of a type that is not known is a {@link OtherMessage}. Throws {@link BadMessage}. */
    public static ServerMessage decodeServer(String text) {
        return parse(text, ServerMessage.class);
    }

    /** Reads one entry as the log keeps it. Throws {@link BadMessage}. */
    public static Logged decodeLogged(String text) {
        return parse(text, Logged.class);
    }

    public static String encode(ServerMessage message) {
        return write(SERVER_OUT, message);
    }

    public static String encode(ClientMessage message) {
        return write(CLIENT_OUT, message);
    }

    /** A bus body as the record {@code type}. Throws {@link BadMessage} that names the field. */
    public static <T> T read(JsonObject json, Class<T> type) {
        return convert(MAPPER, json, type);
    }

    /** A configuration section as the record {@code type}; a key that it does not know is an error too. */
    public static <T> T readExact(JsonObject json, Class<T> type) {
        return convert(EXACT, json, type);
    }

    /** Any record of ours as a bus body. */
    public static JsonObject write(Object message) {
        return new JsonObject(MAPPER.<Map<String, Object>>convertValue(message, Mappers.MAP));
    }

    private static <T> T convert(ObjectMapper mapper, JsonObject json, Class<T> type) {
        try {
            return notNull(mapper.convertValue(json.getMap(), type));
        } catch (IllegalArgumentException failure) {
            throw Refusals.of(failure.getCause() == null ? failure : failure.getCause(), null);
        }
    }

    private static <T> T parse(String text, Class<T> type) {
        try {
            return notNull(MAPPER.readValue(text, type));
        } catch (JsonProcessingException failure) {
            throw Refusals.of(failure, null);
        }
    }

    /** Jackson reads the text {@code null} as null, whatever it was asked for. */
    private static <T> T notNull(@Nullable T value) {
        if (value == null) {
            throw new BadMessage(Phrase.of("bad.not_an_object"));
        }
        return value;
    }

    private static String write(ObjectWriter writer, Object message) {
        try {
            return writer.writeValueAsString(message);
        } catch (JsonProcessingException failure) {
            throw new IllegalStateException("a record of ours could not be written as JSON", failure);
        }
    }

    /** The {@code id} of a message that need not be valid, or null where none is found before what is wrong with it. */
    public static @Nullable String idOf(String text) {
        try (JsonParser parser = MAPPER.createParser(text)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (name.equals("id")) {
                    return value == JsonToken.VALUE_STRING && Ids.isValid(parser.getText()) ? parser.getText() : null;
                }
                parser.skipChildren();
            }
            return null;
        } catch (IOException notJson) {
            return null; // then there is no id to answer under
        }
    }
}
