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
 * wants the same meanwhile gets the same answer. What is not there yet, and whose place somebody held until it failed or for as
 * long as it waited here, comes here at once when it is wanted again soon: the statement of many would wait for it. What is
 * there does not: that statement skips it. Confined to one loop.
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
    private final Map<Wanted, Long> placeHeldSince = new LinkedHashMap<>(); // the oldest first, at most MAX
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private int claiming;

    private record Waiting(Wanted wanted, boolean place, long sinceNanos) {}

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
        return wasHeld(wanted) ? claim(wanted, true) : null;
    }

    /** {@code place}: it may not be there yet, and somebody holds its place. */
    Future<Claimed> claim(Wanted wanted, boolean place) {
        Promise<Claimed> there = all.get(wanted);
        if (there != null) {
            return there.future();
        }
        if (all.size() >= MAX) {
            return late("too many conversations that somebody else holds are claimed");
        }
        Promise<Claimed> answer = Promise.promise();
        all.put(wanted, answer);
        waiting.add(new Waiting(wanted, place, System.nanoTime()));
        loop.later(this::next);
        return answer.future();
    }

    private boolean wasHeld(Wanted wanted) {
        long now = System.nanoTime();
        placeHeldSince.values().removeIf(since -> now - since > SOON_NANOS);
        return placeHeldSince.containsKey(wanted);
    }

    private void remember(Wanted wanted, boolean isHeld) {
        placeHeldSince.remove(wanted);
        if (isHeld) {
            if (placeHeldSince.size() >= MAX) {
                placeHeldSince.remove(placeHeldSince.keySet().iterator().next());
            }
            placeHeldSince.put(wanted, System.nanoTime());
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
            claim.onComplete(end -> loop.later(() -> ended(one, claim, isLate)));
        }
    }

    private void ended(Waiting one, Future<Claimed> claim, boolean isLate) {
        claiming--;
        remember(one.wanted(), one.place() && claim.failed() && (isLate || isHeld.test(claim.cause())));
        Promise<Claimed> answer = all.remove(one.wanted());
        if (answer != null) {
            claim.onComplete(answer);
        }
        next();
    }

    private static Future<Claimed> late(String sentence) {
        return Future.failedFuture(new StoreFailure(sentence, null));
    }
}
