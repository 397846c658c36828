package io.parley.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client of a Vert.x event-bus bridge says. The names are those of Vert.x's protocol. The constructor checks what the
 * type cannot, and throws {@link BadMessage} that names the field; {@code headers} and what else there is are ignored.
 *
 * @param address null in a ping
 * @param replyAddress where the client hears the answer to a {@code send}; null: it waits for none
 * @param body any JSON, or null
 */
public record BridgeFrame(
        Type type,
        @Nullable String address,
        @JsonProperty("replyAddress") @Nullable String replyAddress,
        @Nullable Object body) {
    private static final int MAX_ADDRESS_CHARS = 256;

    /** The values of {@code type}. */
    public enum Type {
        @JsonProperty("ping")
        PING,
        @JsonProperty("register")
        REGISTER,
        @JsonProperty("unregister")
        UNREGISTER,
        @JsonProperty("send")
        SEND,
        @JsonProperty("publish")
        PUBLISH
    }

    public BridgeFrame {
        Fields.present("type", type);
        if (type != Type.PING) {
            Fields.present("address", address);
        }
        limited("address", address);
        limited("replyAddress", replyAddress);
        Fields.free("body", body);
    }

    /** What the body has under {@code name}, where that is an object; else null. */
    public @Nullable JsonObject objectInBody(String name) {
        return in(name) instanceof Map<?, ?> map ? object(map) : null;
    }

    /** What the body has under {@code name}, where that is a text; else null. */
    public @Nullable String textInBody(String name) {
        return in(name) instanceof String text ? text : null;
    }

    /** Without the body, which is nobody's to read. */
    @Override
    public String toString() {
        return "BridgeFrame[type=" + type + ", address=" + address + "]";
    }

    private @Nullable Object in(String name) {
        return body instanceof Map<?, ?> map ? map.get(name) : null;
    }

    private static JsonObject object(Map<?, ?> map) {
        JsonObject object = new JsonObject();
        map.forEach((name, value) -> object.put(String.valueOf(name), value));
        return object;
    }

    private static void limited(String field, @Nullable String text) {
        Fields.text(field, text);
        if (text != null && text.length() > MAX_ADDRESS_CHARS) {
            throw new BadMessage(Phrase.of("bad.size", field, String.valueOf(MAX_ADDRESS_CHARS)));
        }
    }
}
