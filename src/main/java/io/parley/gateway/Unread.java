package io.parley.gateway;

import io.parley.bus.ReadReply;
import io.vertx.core.Future;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What of the log is still to be read for one client, one page at a time. Confined to one context. */
final class Unread {
    private boolean more;
    /** Something was pushed and did not come, or was not taken, since the latest read. */
    private boolean lost;

    private boolean reading;
    /** The latest read, or what made its answer needless. */
    private long reads;

    /** Whether a page is on its way. */
    boolean isComing() {
        return reading;
    }

    /** Whether a page is to be read before anything else is said. */
    boolean isAny() {
        return more || lost;
    }

    /** There are entries that are not here. */
    void more() {
        more = true;
    }

    /** Something is missing, an entry or what streams. */
    void lose() {
        lost = true;
    }

    /** All begins anew: a page on its way counts no more. */
    void reset(boolean more, boolean lost) {
        this.more = more;
        this.lost = lost;
        reading = false;
        reads++;
    }

    /** Takes the page that {@code read} answers, unless all began anew meanwhile. One that does not come is still to be read. */
    void read(Supplier<Future<ReadReply>> read, Consumer<ReadReply> page) {
        long number = ++reads;
        reading = true;
        lost = false;
        read.get().onComplete(answer -> {
            if (number == reads) {
                reading = false;
                if (answer.succeeded()) {
                    page.accept(answer.result());
                } else {
                    lost = true;
                }
            }
        });
    }

    /** A page came, and after it there is {@code more}. */
    void came(boolean more) {
        this.more = more;
    }
}
