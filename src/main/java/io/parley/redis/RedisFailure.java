package io.parley.redis;

/**
 * A command got no answer, or Redis refused it; the message is a sentence that names the server and the reason. A command
 * without an answer may or may not have been done.
 */
public final class RedisFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** What it means for who goes on. */
    enum Kind {
        UNKNOWN_SCRIPT,
        /** The server takes no writes, because another is the master. */
        DEMOTED,
        OTHER
    }

    RedisFailure(String sentence) {
        this(sentence, Kind.OTHER);
    }

    RedisFailure(String sentence, Kind kind) {
        super(sentence, null, false, false);
        this.kind = kind;
    }

    /** Whether it was not done because Redis does not have the script, and is to be sent it. */
    boolean isUnknownScript() {
        return kind == Kind.UNKNOWN_SCRIPT;
    }

    /** Whether it was refused because another server is the master. */
    boolean isDemoted() {
        return kind == Kind.DEMOTED;
    }
}
