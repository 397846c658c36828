package io.parley.redis;

/**
 * A command got no answer, or Redis refused it; the message is a sentence that names the server and the reason. A command
 * without an answer may or may not have been done.
 */
public final class RedisFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RedisFailure(String sentence) {
        super(sentence, null, false, false);
    }
}
