package io.parley.client;

import io.parley.protocol.Ids;
import io.parley.protocol.ServerMessage;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Something that did not come: it is asked for once until that is answered, and again with each beat, should the answer have been
 * lost or been a refusal. Confined to one context.
 */
final class Hole {
    /** How long it is only asked for by a beat, after a refusal that names no time. */
    private static final long LATER_MS = 1_000;

    /** Asks under an id; says whether it could. */
    private final Predicate<String> ask;

    private boolean isOpen;
    /** The id of the question; null while none is under way. */
    private @Nullable String asked;
    /** Until when only a beat asks, by {@code System.nanoTime}; null: the question was not refused. */
    private @Nullable Long laterNanos;

    Hole(Predicate<String> ask) {
        this.ask = ask;
    }

    /** Something is missing, or still is. */
    void found() {
        isOpen = true;
        boolean isLater = laterNanos != null && laterNanos - System.nanoTime() > 0;
        if (asked == null && !isLater) {
            askFor();
        }
    }

    /** The server is there. */
    void beat() {
        if (isOpen) {
            askFor();
        }
    }

    void refused(ServerMessage.Failure failure) {
        if (asked != null && asked.equals(failure.id())) {
            asked = null;
            Long toldMs = failure.retryAfterMs();
            laterNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(toldMs == null ? LATER_MS : toldMs);
        }
    }

    /** All that is missing comes now. */
    void mended() {
        isOpen = false;
        asked = null;
        laterNanos = null;
    }

    private void askFor() {
        String id = Ids.next();
        asked = ask.test(id) ? id : null;
    }
}
