package io.parley.gateway;

import io.parley.protocol.Logged;
import io.parley.protocol.ServerMessage;
import org.jspecify.annotations.Nullable;

/** One pushed message on its way to several connections; encoded when the first of them asks. Confined to one context. */
final class Push {
    private final @Nullable ServerMessage message;
    private @Nullable Frame frame;
    private @Nullable Push blanked;

    private Push(@Nullable ServerMessage message, @Nullable Frame frame) {
        this.message = message;
        this.frame = frame;
    }

    static Push of(ServerMessage message) {
        return new Push(message, null);
    }

    /** What an application sent past the conversations. */
    static Push of(Frame bare) {
        return new Push(null, bare);
    }

    /** Its number in the log, or 0. */
    long seq() {
        return message instanceof Logged entry ? entry.seq() : 0;
    }

    /** Null: an application's own. */
    @Nullable
    ServerMessage message() {
        return message;
    }

    /** Whether the owner says it again, or what came of it, to one who reads the log. */
    boolean comesAgain() {
        return message instanceof Logged || (Parcel.about(message) != null && !isOfTheMoment());
    }

    /** Whether it is about the moment only, so that a reader who is too slow for it may do without. */
    boolean isOfTheMoment() {
        return message instanceof ServerMessage.Status;
    }

    /** Whether nothing that is answered or read says it, or what came of it: who is here, and an error. */
    boolean isSaidOnce() {
        return message instanceof ServerMessage.Failure
                || (message instanceof ServerMessage.Status status
                        && status.status() == ServerMessage.Status.State.PRESENCE);
    }

    Frame frame() {
        Frame encoded = frame;
        if (encoded == null && message != null) {
            encoded = Frame.of(message);
            frame = encoded;
        }
        if (encoded == null) {
            throw new IllegalStateException("a push is a message or a frame");
        }
        return encoded;
    }

    /** As {@code userId} may see it: what is for somebody else keeps its place and says nothing. */
    Push as(String userId) {
        if (!(message instanceof Logged entry)) {
            return this;
        }
        Logged seen = entry.asSeenBy(userId);
        if (seen == entry) {
            return this;
        }
        Push empty = blanked;
        if (empty == null) {
            empty = Push.of(seen);
            blanked = empty;
        }
        return empty;
    }
}
