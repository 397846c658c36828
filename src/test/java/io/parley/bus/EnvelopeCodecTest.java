package io.parley.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.protocol.BadMessage;
import io.parley.protocol.ProtocolCodec;
import io.parley.protocol.ServerMessage;
import io.parley.protocol.ServerMessage.AiDelta;
import io.parley.protocol.ServerMessage.AiSnapshot;
import io.parley.protocol.ServerMessage.Pong;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes by hand is what {@link ProtocolCodec} would make of it. */
class EnvelopeCodecTest {
    private static final AiDelta WHOLE =
            new AiDelta(1L << 41, "p1", "m1", "t1", 2, 7, "täxt \"\n\ud83d\ude00", 3, "hm");
    private static final AiDelta TEXT = new AiDelta(5, "p1", "m1", "t1", 1, 0, "", null, null);
    private static final AiDelta THOUGHT = new AiDelta(5, "p1", "m1", "t1", 1, null, null, 0, "so");

    static Stream<Envelope> envelopes() {
        return Stream.of(
                envelope("u1", null, null, WHOLE),
                envelope(null, "c1", null, TEXT, THOUGHT),
                envelope("u1", "c1", List.of("p2"), TEXT),
                envelope(null, null, List.of(), WHOLE),
                envelope("u1", null, null),
                envelope("u1", null, null, new AiSnapshot(1, "p1", "m1", "t1", 1, null, null, "a", ""), TEXT),
                envelope("u1", null, null, new Pong(1, "p1", null, 4)));
    }

    @ParameterizedTest
    @MethodSource("envelopes")
    void isWrittenAsEverywhere(Envelope envelope) {
        assertThat(EnvelopeCodec.write(envelope).encode())
                .isEqualTo(ProtocolCodec.write(envelope).encode());
    }

    @ParameterizedTest
    @MethodSource("envelopes")
    void isReadAgainFromOtherNodesAndFromTheOwn(Envelope envelope) {
        JsonObject body = EnvelopeCodec.write(envelope);

        assertThat(EnvelopeCodec.read(body)).isEqualTo(envelope);
        assertThat(EnvelopeCodec.read(new JsonObject(body.encode()))).isEqualTo(envelope);
    }

    @Test
    void fieldsOfLaterVersionsAndNullsAreNothing() {
        JsonObject body = sent().put("later", 1).putNull("connection_id").putNull("lost");
        delta(body).put("later", new JsonObject()).putNull("thinking");

        assertThat(EnvelopeCodec.read(body)).isEqualTo(envelope("u1", null, null, TEXT));
    }

    /** A field that a record gets later is to be written by hand too. */
    @Test
    void eachComponentIsWritten() {
        JsonObject body = EnvelopeCodec.write(envelope("u1", "c1", List.of("p2"), WHOLE));

        assertThat(body.fieldNames()).hasSize(Envelope.class.getRecordComponents().length);
        assertThat(delta(body).fieldNames()).hasSize(1 + AiDelta.class.getRecordComponents().length);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"from", "incarnation", "n", "user_id", "project_id", "connection_id", "epoch", "messages", "lost"
            })
    void whatIsOddIsRefusedAsEverywhere(String field) {
        refusedAsEverywhere(sent().put(field, new JsonObject()));
        refusedAsEverywhere(sent().put(field, 1.5));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "timestamp",
                "project_id",
                "message_id",
                "turn_id",
                "attempt",
                "offset",
                "content",
                "thinking_offset",
                "thinking"
            })
    void oddTextIsRefusedAsEverywhere(String field) {
        for (Object odd : List.of(new JsonArray(), 1.5, true, 1L << 41)) {
            JsonObject body = sent();
            delta(body).put(field, odd);
            if (!(field.equals("timestamp") && odd instanceof Long)) {
                refusedAsEverywhere(body);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"from", "incarnation", "n", "project_id", "epoch"})
    void whatIsMissingIsRefusedAsEverywhere(String field) {
        JsonObject body = sent();
        body.remove(field);
        refusedAsEverywhere(body);
    }

    private static void refusedAsEverywhere(JsonObject body) {
        String refusal = refusal(body);
        assertThatThrownBy(() -> EnvelopeCodec.read(body))
                .isInstanceOf(BadMessage.class)
                .hasMessage(refusal);
    }

    private static String refusal(JsonObject body) {
        try {
            return "taken: " + ProtocolCodec.read(body, Envelope.class);
        } catch (BadMessage bad) {
            return String.valueOf(bad.getMessage());
        }
    }

    private static JsonObject sent() {
        return new JsonObject(
                EnvelopeCodec.write(envelope("u1", null, null, TEXT)).encode());
    }

    private static JsonObject delta(JsonObject body) {
        return body.getJsonArray("messages").getJsonObject(0);
    }

    private static Envelope envelope(
            @Nullable String userId,
            @Nullable String connectionId,
            @Nullable List<String> lost,
            ServerMessage... messages) {
        return new Envelope("i1", "x", 1L << 40, userId, "p1", connectionId, 3, List.of(messages), lost);
    }
}
