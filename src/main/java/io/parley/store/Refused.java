package io.parley.store;

/** The log did not take an entry, for a reason that trying again does not change. */
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        /** Another owner has claimed the conversation since. */
        STALE_EPOCH,
        /** The client id has made an entry before: {@link ConversationLog#byClientId} has it. */
        KNOWN_CLIENT_ID,
        /** The turn has ended before. */
        ALREADY_ENDED,
        /** The conversation is deleted; there will be none under its id. */
        DELETED
    }

    private final Reason reason;

    public Refused(Reason reason) {
        super(reason.name(), null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
