package io.parley.redis;

/**
 * A command got no answer, or Redis refused it; the message is a sentence that names the server and the reason. A command
 * without an answer may or may not have been done.
 */
public final class RedisFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean unknownScript;

    RedisFailure(String sentence) {
        this(sentence, false);
    }

    RedisFailure(String sentence, boolean unknownScript) {
        super(sentence, null, false, false);
        this.unknownScript = unknownScript;
    }

    /** Whether it was not done because Redis does not have the script, and is to be sent it. */
    boolean isUnknownScript() {
        return unknownScript;
    }
}
