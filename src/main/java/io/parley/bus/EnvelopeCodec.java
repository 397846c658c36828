package io.parley.bus;

import io.parley.protocol.ProtocolCodec;
import io.parley.protocol.ServerMessage;
import io.parley.protocol.ServerMessage.AiDelta;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Envelopes to bodies and back. Those of nothing but text as it is written, which are nearly all, go by hand, which costs
 * less than half; whatever is else or odd goes the way of {@link ProtocolCodec}, with the same result and the same refusals.
 */
final class EnvelopeCodec {
    private static final String DELTA = "ai_delta";

    private EnvelopeCodec() {}

    static JsonObject write(Envelope envelope) {
        JsonArray messages = new JsonArray();
        for (ServerMessage message : envelope.messages()) {
            if (!(message instanceof AiDelta delta)) {
                return ProtocolCodec.write(envelope);
            }
            messages.add(write(delta));
        }
        JsonObject body = new JsonObject()
                .put("from", envelope.from())
                .put("incarnation", envelope.incarnation())
                .put("n", envelope.n());
        given(body, "user_id", envelope.userId());
        body.put("project_id", envelope.projectId());
        given(body, "connection_id", envelope.connectionId());
        body.put("epoch", envelope.epoch()).put("messages", messages);
        given(body, "lost", envelope.lost() == null ? null : new JsonArray(envelope.lost()));
        return body;
    }

    private static JsonObject write(AiDelta delta) {
        JsonObject body = new JsonObject()
                .put("type", DELTA)
                .put("timestamp", delta.timestamp())
                .put("project_id", delta.projectId())
                .put("message_id", delta.messageId())
                .put("turn_id", delta.turnId())
                .put("attempt", delta.attempt());
        given(body, "offset", delta.offset());
        given(body, "content", delta.content());
        given(body, "thinking_offset", delta.thinkingOffset());
        given(body, "thinking", delta.thinking());
        return body;
    }

    private static void given(JsonObject body, String field, @Nullable Object value) {
        if (value != null) {
            body.put(field, value);
        }
    }

    /** Throws {@link io.parley.protocol.BadMessage} that names the field. */
    static Envelope read(JsonObject body) {
        Envelope plain = plain(body);
        return plain == null ? ProtocolCodec.read(body, Envelope.class) : plain;
    }

    private static @Nullable Envelope plain(JsonObject body) {
        List<ServerMessage> deltas = deltas(body.getValue("messages"));
        var fields = new PlainFields(body);
        var envelope = new Envelope(
                fields.text("from"),
                fields.text("incarnation"),
                fields.number("n"),
                fields.textOrNone("user_id"),
                fields.text("project_id"),
                fields.textOrNone("connection_id"),
                fields.number("epoch"),
                deltas,
                null);
        return deltas.isEmpty() || fields.areOdd() || body.getValue("lost") != null ? null : envelope;
    }

    /** None where something else is among them. */
    private static List<ServerMessage> deltas(@Nullable Object messages) {
        List<ServerMessage> deltas = new ArrayList<>();
        if (messages instanceof JsonArray all) {
            for (Object one : all) {
                AiDelta delta = one instanceof JsonObject body ? delta(body) : null;
                if (delta == null) {
                    return List.of();
                }
                deltas.add(delta);
            }
        }
        return deltas;
    }

    private static @Nullable AiDelta delta(JsonObject body) {
        var fields = new PlainFields(body);
        if (!fields.text("type").equals(DELTA)) {
            return null;
        }
        var delta = new AiDelta(
                fields.number("timestamp"),
                fields.text("project_id"),
                fields.text("message_id"),
                fields.text("turn_id"),
                fields.count("attempt"),
                fields.countOrNone("offset"),
                fields.textOrNone("content"),
                fields.countOrNone("thinking_offset"),
                fields.textOrNone("thinking"));
        return fields.areOdd() ? null : delta;
    }
}
