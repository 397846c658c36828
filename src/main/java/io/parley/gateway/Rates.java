package io.parley.gateway;

import io.parley.redis.RedisLink;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How fast each user may send, and have agents work: over all connections to this instance, and where there is a Redis over those
 * to all gateways. Confined to one context.
 */
final class Rates {
    private static final int PARDONS = 256;
    private static final int REPEATS = 512;
    private static final Duration WINDOW = Duration.ofSeconds(10);

    private final Allowance messages;
    /** Null: as many as messages. */
    private final @Nullable Allowance turns;
    /** How much may be given back. */
    private final Allowance pardons;
    /** How often something may be sent again. */
    private final Allowance repeats;

    /** {@code redis} null: each instance counts by itself. */
    Rates(Vertx vertx, GatewayConfig.Rate rate, @Nullable RedisLink redis) {
        this.messages = new Allowance(vertx, rate.messages(), redis == null ? null : rate.sharedMessages(redis));
        this.turns = rate.turnsPerMinute() == 0
                ? null
                : new Allowance(vertx, rate.turns(), redis == null ? null : rate.sharedTurns(redis));
        this.pardons = new Allowance(vertx, new Allowance.Size(PARDONS, WINDOW.dividedBy(PARDONS)), null);
        this.repeats = new Allowance(vertx, new Allowance.Size(REPEATS, WINDOW.dividedBy(REPEATS)), null);
    }

    /** Takes one message into account that has no agent work. 0: it may pass; else how many milliseconds to wait. Never fails. */
    Future<Long> take(String userId) {
        return messages.take(userId);
    }

    /** As {@link #take}, for one that has an agent work. */
    Future<Long> takeTurn(String userId) {
        Allowance scarce = turns;
        return scarce == null ? take(userId) : takeTurn(scarce, userId);
    }

    /** Whoever is refused loses nothing of either, so that what it is told is how long it has to wait. */
    private Future<Long> takeTurn(Allowance scarce, String userId) {
        long hereMs = scarce.takeHere(userId);
        return hereMs > 0
                ? Future.succeededFuture(hereMs)
                : take(userId)
                        .compose(waitMs -> waitMs > 0 ? Future.succeededFuture(waitMs) : turnThere(scarce, userId))
                        .onSuccess(waitMs -> {
                            if (waitMs > 0) {
                                scarce.giveBackHere(userId);
                            }
                        });
    }

    private Future<Long> turnThere(Allowance scarce, String userId) {
        return scarce.takeThere(userId).onSuccess(waitMs -> {
            if (waitMs > 0) {
                messages.giveBack(userId);
            }
        });
    }

    /** Whether this user may send something again for nothing, whatever conversation it is in: {@value #REPEATS} times in 10 s. */
    boolean mayRepeat(String userId) {
        return repeats.takeHere(userId) == 0;
    }

    /** What was taken into account had been handled before, and costs nothing, {@value #PARDONS} times in 10 s for each user. */
    void giveBack(String userId, boolean isTurn) {
        if (pardons.takeHere(userId) > 0) {
            return;
        }
        messages.giveBack(userId);
        if (isTurn) {
            giveBackTurn(userId);
        }
    }

    /** No agent works for what was taken into account as a turn. It stays a message. */
    void giveBackTurn(String userId) {
        if (turns != null) {
            turns.giveBack(userId);
        }
    }

    /** Forgets the users who are not here and owe nothing. */
    void sweep(Predicate<String> isHere) {
        messages.sweep(isHere);
        pardons.sweep(isHere);
        repeats.sweep(isHere);
        if (turns != null) {
            turns.sweep(isHere);
        }
    }
}
