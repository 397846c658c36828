package io.parley.conversation;

import io.parley.ops.EventLog;
import io.parley.ops.EventLog.Field;
import io.parley.store.ConversationLog;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The lease of this instance, as far as this instance can know: it counts from when a renewal was asked for, and ends a
 * good while before the store's own clock ends it. Confined to one context.
 */
final class Lease {
    private static final EventLog LOG = EventLog.of(Lease.class, EventLog.CONVERSATION);
    private static final double SAFE = 0.7;

    private final ConversationLog log;
    private final String instance;
    private final Duration length;
    private final LongSupplier nanoTime;
    private long renewedNanos;
    private boolean held;
    /** A renewal failed: it may have found out, in vain, that the lease had run out by the store's clock. */
    private boolean doubtful;

    private long term;

    /** {@code nanoTime} is the clock of this machine, {@code System::nanoTime} but for a test. */
    Lease(ConversationLog log, String instance, Duration length, LongSupplier nanoTime) {
        this.log = log;
        this.instance = instance;
        this.length = length;
        this.nanoTime = nanoTime;
    }

    /**
     * Makes or extends it. Where this fails, it runs on until its end. One that has run out, by our clock or by the store's, or
     * may have, is extended only when {@code recheck}, which is to find out what others have taken over meanwhile, has completed.
     */
    Future<Void> renew(Supplier<Future<Void>> recheck) {
        long asked = nanoTime.getAsLong();
        return log.renew(instance, length)
                .compose(unbroken ->
                        held && (doubtful || !unbroken || !isHeld()) ? rechecked(recheck) : Future.succeededFuture())
                .onSuccess(done -> {
                    doubtful = false;
                    renewedNanos = held ? Math.max(renewedNanos, asked) : asked;
                    held = true;
                })
                .onFailure(failure -> {
                    doubtful = true;
                    LOG.warn("lease_not_renewed")
                            .addKeyValue(Field.INSTANCE, instance)
                            .setCause(failure)
                            .log("could not renew the lease");
                });
    }

    /** What is being read by now was claimed before it: the log may not be asked of that, so it is not kept. */
    private Future<Void> rechecked(Supplier<Future<Void>> recheck) {
        term++;
        return recheck.get();
    }

    /** Whether this instance may act. To be asked before each effect. */
    boolean isHeld() {
        return held && nanoTime.getAsLong() - renewedNanos < length.toNanos() * SAFE;
    }

    /** Another number after each time that it had run out. */
    long term() {
        return term;
    }

    /** Whether it has been held all the time since {@code earlier} was its {@link #term}, so that nobody can have taken over. */
    boolean isHeldSince(long earlier) {
        return isHeld() && term == earlier;
    }
}
