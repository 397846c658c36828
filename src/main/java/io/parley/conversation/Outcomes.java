package io.parley.conversation;

import io.parley.agent.Outcome;
import io.parley.protocol.Offer;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** What agents end with, made fit for the log. Pure. */
final class Outcomes {
    private Outcomes() {}

    /** A copy of {@code outcome} that its agent cannot change any more. Fails with what JSON fails with where it is none. */
    static Outcome owned(Outcome outcome) {
        return new Outcome(
                outcome.needMore(),
                owned(outcome.result()),
                owned(outcome.usage()),
                owned(outcome.generate()),
                outcome.actions().stream()
                        .map(offer -> new Offer(offer.action(), offer.label(), owned(offer.args())))
                        .toList());
    }

    /** About how many bytes it takes. */
    static int weight(Outcome outcome) {
        return Weights.json(outcome.result())
                + Weights.json(outcome.usage())
                + Weights.json(outcome.generate())
                + Weights.offers(outcome.actions());
    }

    private static @Nullable JsonObject owned(@Nullable JsonObject json) {
        return json == null ? null : new JsonObject(json.toBuffer());
    }
}
