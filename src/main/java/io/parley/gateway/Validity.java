package io.parley.gateway;

import io.parley.gateway.Deadlines.Deadline;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** How long one client is believed who it is: it is told a minute before that ends, and then it has ended. Confined to one context. */
final class Validity {
    static final long NOTICE_MS = 60_000;

    private final Deadlines deadlines;
    private final LongConsumer ending;
    private final Runnable ended;
    private @Nullable Deadline next;

    /** {@code ending} is told how many milliseconds are left. */
    Validity(Deadlines deadlines, LongConsumer ending, Runnable ended) {
        this.deadlines = deadlines;
        this.ending = ending;
        this.ended = ended;
    }

    /** It holds until {@code untilMs}, in epoch milliseconds, and no longer than that whatever was said before; null: for good. */
    void until(@Nullable Long untilMs) {
        end();
        if (untilMs != null) {
            next = deadlines.at(untilMs - NOTICE_MS, () -> notice(untilMs));
        }
    }

    /** Nobody is told any more. */
    void end() {
        if (next != null) {
            deadlines.cancel(next);
            next = null;
        }
    }

    private void notice(long untilMs) {
        next = deadlines.at(untilMs, ended);
        long leftMs = untilMs - System.currentTimeMillis();
        if (leftMs > 0) {
            ending.accept(leftMs);
        }
    }
}
