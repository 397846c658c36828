package io.parley.bus;

import io.parley.protocol.BadMessage;
import io.parley.protocol.Phrase;
import io.parley.protocol.ProtocolCodec;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** What comes to an address of pushes, told apart by its fields (PROTOCOL section 5). */
final class PushBodies {
    private static final String BATCH = "batch";

    private PushBodies() {}

    /** Several envelopes as one body. */
    static JsonObject together(List<Envelope> envelopes) {
        JsonArray all = new JsonArray();
        envelopes.forEach(envelope -> all.add(ProtocolCodec.write(envelope)));
        return new JsonObject().put(BATCH, all);
    }

    /** Hands {@code body} to {@code listener}. Throws {@link BadMessage} where it is nothing of ours. */
    static void heard(JsonObject body, PushListener listener) {
        if (body.containsKey("type")) {
            listener.bare(body);
        } else if (body.containsKey(BATCH)) {
            envelopes(body).forEach(listener::envelope);
        } else if (body.containsKey("positions")) {
            listener.beat(ProtocolCodec.read(body, Beat.class));
        } else if (body.containsKey("reached")) {
            listener.reached(ProtocolCodec.read(body, UserReached.class));
        } else {
            listener.envelope(ProtocolCodec.read(body, Envelope.class));
        }
    }

    /** All of them, before the first is handed on: one that cannot be read spoils none of the others' order. */
    private static List<Envelope> envelopes(JsonObject body) {
        if (!(body.getValue(BATCH) instanceof JsonArray all)) {
            throw new BadMessage(Phrase.of("bad.kind", BATCH));
        }
        return all.stream().map(PushBodies::envelope).toList();
    }

    private static Envelope envelope(Object one) {
        if (!(one instanceof JsonObject body)) {
            throw new BadMessage(Phrase.of("bad.kind", BATCH));
        }
        return ProtocolCodec.read(body, Envelope.class);
    }
}
