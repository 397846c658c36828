package io.parley.gateway;

import io.parley.protocol.Lang;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** What the event-bus bridge says, in the words of Vert.x's protocol: its clients know these. */
final class BridgeText {
    /** What Vert.x's own bridge says of an address that is not for the client. */
    static final String ACCESS_DENIED = "access_denied";

    private BridgeText() {}

    /** {@code body}, which is encoded, came to {@code address}. */
    static String received(String address, String body) {
        return "{\"type\":\"rec\",\"address\":" + Json.encode(address) + ",\"body\":" + body + "}";
    }

    /** The answer to what was sent: {@code response}, which is encoded. */
    static String reply(String replyAddress, String response) {
        return received(replyAddress, "{\"response\":" + response + "}");
    }

    /** {@code address} null: whoever asked does not wait for an answer, and hears it where all that goes wrong is heard. */
    static String error(@Nullable String address, Refusal why, Lang lang) {
        return error(address, why.code().name(), why.httpStatus(), why.phrase().in(lang));
    }

    static String denied(@Nullable String address, Refusal why, Lang lang) {
        return error(address, ACCESS_DENIED, why.httpStatus(), why.phrase().in(lang));
    }

    /** {@code kind} twice: for handlers, which are given no body, and for those that know Vert.x's own bridge. */
    static String error(@Nullable String address, String kind, int code, String sentence) {
        JsonObject error = new JsonObject().put("type", "err");
        if (address != null) {
            error.put("address", address);
        }
        return error.put("body", kind)
                .put("failureCode", code)
                .put("failureType", kind)
                .put("message", sentence)
                .encode();
    }
}
