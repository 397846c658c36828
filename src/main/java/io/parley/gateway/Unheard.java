package io.parley.gateway;

import io.parley.protocol.ServerMessage.Failure;
import io.parley.protocol.ServerMessage.Status;
import org.jspecify.annotations.Nullable;

/** From where on nobody heard what a conversation said, as there was no handler. Confined to one context. */
final class Unheard {
    /** The last entry that came by, or where the connection began. */
    private long passed;
    /** Null: all was heard. */
    private @Nullable Long after;

    boolean isNothing() {
        return after == null;
    }

    /** The entry behind which something was not heard; null: nowhere. */
    @Nullable
    Long after() {
        return after;
    }

    void nothing() {
        after = null;
    }

    /** {@code frame} comes by, heard or not. */
    void passes(Frame frame) {
        if (frame.message() instanceof Status status
                && status.status() == Status.State.CONNECTED
                && status.details().getValue("last_seq") instanceof Number last) {
            passed = last.longValue();
        } else if (frame.seq() > 0) {
            passed = frame.seq();
        }
    }

    /** {@code frame} was not heard. What is of the moment only is not missed. */
    void lose(Frame frame) {
        boolean isBegin = frame.message() instanceof Status status && status.status() == Status.State.CONNECTED;
        if (frame.message() instanceof Failure || (frame.message() instanceof Status && !isBegin)) {
            return;
        }
        long before = frame.seq() > 0 ? frame.seq() - 1 : passed;
        after = after == null ? before : Math.min(after, before);
    }
}
