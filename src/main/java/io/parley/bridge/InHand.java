package io.parley.bridge;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.jspecify.annotations.Nullable;

/** The turns that an agent was given, by where its events go; the oldest are forgotten. Confined to one context. */
final class InHand {
    private final Recent<Given> turns = new Recent<>();
    private final Promise<Void> idle = Promise.promise();
    private boolean isLast;

    private record Given(@Nullable String turnId, boolean isOver) {}

    void given(String replyAddress, @Nullable String turnId) {
        turns.put(replyAddress, new Given(turnId, false));
    }

    /** Also where it is over. */
    boolean wasGiven(String replyAddress) {
        return turns.containsKey(replyAddress);
    }

    /** The agent says no more of it. */
    void over(String replyAddress) {
        turns.computeIfPresent(replyAddress, (address, given) -> new Given(given.turnId(), true));
        look();
    }

    /** Nobody waits for more of it. */
    void cancelled(String turnId) {
        turns.replaceAll((address, given) -> turnId.equals(given.turnId()) ? new Given(turnId, true) : given);
        look();
    }

    /** It is nobody's turn any more. */
    void forget(String replyAddress) {
        turns.remove(replyAddress);
        look();
    }

    /** None comes any more. Completes when all are over. */
    Future<Void> idle() {
        isLast = true;
        look();
        return idle.future();
    }

    void forgetAll() {
        turns.clear();
        look();
    }

    private void look() {
        if (isLast && turns.values().stream().allMatch(Given::isOver)) {
            idle.tryComplete();
        }
    }
}
