package io.parley.gateway;

import io.parley.protocol.Logged;
import io.parley.protocol.ProtocolCodec;
import io.parley.protocol.ServerMessage;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Messages of one conversation, for tests that look at their order and not at what they say. */
final class Samples {
    private Samples() {}

    static ServerMessage delta(int offset, String text) {
        return new ServerMessage.AiDelta(1, "p1", "a1", "t1", 1, offset, text, null, null);
    }

    static ServerMessage snapshot(String text) {
        return new ServerMessage.AiSnapshot(1, "p1", "a1", "t1", 1, null, null, text, "");
    }

    /** The end of the answer that the others stream. */
    static Logged end(long seq) {
        return new Logged.AiReply(
                1,
                "p1",
                seq,
                "a1",
                "t1",
                1,
                null,
                null,
                "all",
                "",
                false,
                Logged.AiReply.Outcome.COMPLETE,
                null,
                null,
                List.of());
    }

    static ServerMessage pong() {
        return new ServerMessage.Pong(1, "p1", "g1", 3);
    }

    static ServerMessage resumed() {
        return new ServerMessage.Status(1, "p1", ServerMessage.Status.State.RESUMED, new JsonObject());
    }

    static List<Long> seqs(List<String> texts) {
        return texts.stream()
                .map(ProtocolCodec::decodeServer)
                .map(message -> ((Logged) message).seq())
                .toList();
    }
}
