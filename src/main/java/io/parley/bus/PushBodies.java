package io.parley.bus;

import io.parley.protocol.BadMessage;
import io.parley.protocol.Phrase;
import io.parley.protocol.ProtocolCodec;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What comes to an address of pushes, told apart by its fields (PROTOCOL section 5). */
final class PushBodies {
    private static final String BATCH = "batch";

    private PushBodies() {}

    /** One envelope as it is, several as one body. */
    static JsonObject of(List<Envelope> envelopes) {
        return envelopes.size() == 1 ? EnvelopeCodec.write(envelopes.get(0)) : together(envelopes);
    }

    private static JsonObject together(List<Envelope> envelopes) {
        JsonArray all = new JsonArray();
        envelopes.forEach(envelope -> all.add(EnvelopeCodec.write(envelope)));
        return new JsonObject().put(BATCH, all);
    }

    /**
     * Hands {@code body} to {@code listener}. Throws {@link BadMessage} where it is nothing of ours, and what the listener throws;
     * of several envelopes each that can be read has been handed on by then.
     */
    static void heard(JsonObject body, PushListener listener) {
        if (body.containsKey("type")) {
            listener.bare(body);
        } else if (body.containsKey(BATCH)) {
            each(body, listener::envelope);
        } else if (body.containsKey("positions")) {
            listener.beat(ProtocolCodec.read(body, Beat.class));
        } else if (body.containsKey("reached")) {
            listener.reached(ProtocolCodec.read(body, UserReached.class));
        } else {
            listener.envelope(EnvelopeCodec.read(body));
        }
    }

    /** One that cannot be read or taken keeps none of the others, which are of other conversations; the log mends it. */
    private static void each(JsonObject body, Consumer<Envelope> listener) {
        if (!(body.getValue(BATCH) instanceof JsonArray all)) {
            throw new BadMessage(Phrase.of("bad.kind", BATCH));
        }
        List<RuntimeException> failures = new ArrayList<>();
        for (Object one : all) {
            try {
                listener.accept(envelope(one));
            } catch (RuntimeException failure) {
                failures.add(failure);
            }
        }
        if (!failures.isEmpty()) {
            throw gravest(failures);
        }
    }

    /** One that is a fault of ours rather than one of who sent it. */
    private static RuntimeException gravest(List<RuntimeException> failures) {
        return failures.stream()
                .filter(failure -> !(failure instanceof BadMessage))
                .findFirst()
                .orElse(failures.get(0));
    }

    private static Envelope envelope(Object one) {
        if (!(one instanceof JsonObject body)) {
            throw new BadMessage(Phrase.of("bad.kind", BATCH));
        }
        return EnvelopeCodec.read(body);
    }
}
