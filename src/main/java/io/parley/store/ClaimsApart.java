package io.parley.store;

import io.parley.store.SqlClaims.Claimed;
import io.parley.store.SqlClaims.Wanted;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The claims of conversations that somebody else holds in the database. Each is made by itself, so that it delays no other; who
 * wants the same meanwhile gets the same answer. What somebody held until it failed comes here at once when it is wanted again
 * soon: it may not be there yet, and then the statement of many waits for it. Confined to one loop.
 *
 * <p>At most {@link #MAX} are here; one more fails at once with {@link StoreFailure}. So does one whose turn has not come in time.
 */
final class ClaimsApart {
    static final int MAX = 1_024;
    private static final long SOON_NANOS = 10_000_000_000L;

    private final Loop loop;
    private final Duration maxWait;
    private final int atOnce;
    private final Function<Wanted, Future<Claimed>> claimer;
    private final Predicate<Throwable> isHeld;
    private final Map<Wanted, Promise<Claimed>> all = new HashMap<>();
    private final Map<Wanted, Long> heldSince = new LinkedHashMap<>(); // the oldest first, at most MAX
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private int claiming;

    private record Waiting(Wanted wanted, long sinceNanos) {}

    /**
     * @param atOnce how many are made at the same time
     * @param claimer makes one, and waits for whoever holds it
     * @param isHeld whether a claim failed as somebody holds the conversation
     */
    ClaimsApart(
            Loop loop,
            Duration maxWait,
            int atOnce,
            Function<Wanted, Future<Claimed>> claimer,
            Predicate<Throwable> isHeld) {
        this.loop = loop;
        this.maxWait = maxWait;
        this.atOnce = atOnce;
        this.claimer = claimer;
        this.isHeld = isHeld;
    }

    /** The answer to come; null where this claim is not here, and does not belong here. */
    @Nullable
    Future<Claimed> of(Wanted wanted) {
        Promise<Claimed> there = all.get(wanted);
        if (there != null) {
            return there.future();
        }
        return wasHeld(wanted) ? claim(wanted) : null;
    }

    Future<Claimed> claim(Wanted wanted) {
        Promise<Claimed> there = all.get(wanted);
        if (there != null) {
            return there.future();
        }
        if (all.size() >= MAX) {
            return late("too many conversations that somebody else holds are claimed");
        }
        Promise<Claimed> answer = Promise.promise();
        all.put(wanted, answer);
        waiting.add(new Waiting(wanted, System.nanoTime()));
        loop.later(this::next);
        return answer.future();
    }

    private boolean wasHeld(Wanted wanted) {
        long now = System.nanoTime();
        heldSince.values().removeIf(since -> now - since > SOON_NANOS);
        return heldSince.containsKey(wanted);
    }

    private void remember(Wanted wanted, Future<Claimed> claim) {
        heldSince.remove(wanted);
        if (claim.failed() && isHeld.test(claim.cause())) {
            if (heldSince.size() >= MAX) {
                heldSince.remove(heldSince.keySet().iterator().next());
            }
            heldSince.put(wanted, System.nanoTime());
        }
    }

    private void next() {
        while (claiming < atOnce && !waiting.isEmpty()) {
            Waiting one = waiting.remove();
            claiming++;
            boolean isLate = System.nanoTime() - one.sinceNanos() > maxWait.toNanos();
            Future<Claimed> claim = isLate
                    ? late("a conversation that somebody else holds could not be claimed in time")
                    : claimer.apply(one.wanted());
            claim.onComplete(end -> loop.later(() -> ended(one.wanted(), claim)));
        }
    }

    private void ended(Wanted wanted, Future<Claimed> claim) {
        claiming--;
        remember(wanted, claim);
        Promise<Claimed> answer = all.remove(wanted);
        if (answer != null) {
            claim.onComplete(answer);
        }
        next();
    }

    private static Future<Claimed> late(String sentence) {
        return Future.failedFuture(new StoreFailure(sentence, null));
    }
}
