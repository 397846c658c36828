package io.parley.agent;

import io.parley.protocol.ErrorCode;

/** An agent could not go on, and says so in words that the user may read. */
public final class AgentFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final boolean retry;
    private final boolean gone;

    /** {@code sentence} is shown to the user, so it names nothing of the inside. */
    public AgentFailure(ErrorCode code, String sentence) {
        this(code, sentence, code.retry());
    }

    /** {@code retry}: to ask again may help, or not, whatever is usual for {@code code}. */
    public AgentFailure(ErrorCode code, String sentence, boolean retry) {
        this(code, sentence, retry, false);
    }

    private AgentFailure(ErrorCode code, String sentence, boolean retry, boolean gone) {
        super(sentence);
        this.code = code;
        this.retry = retry;
        this.gone = gone;
    }

    /**
     * Whoever answered is gone in the middle: the turn ends {@code interrupted} with its text so far, or is begun again, as the
     * configuration has it for crashes.
     */
    public static AgentFailure gone(String sentence) {
        return new AgentFailure(ErrorCode.UNAVAILABLE, sentence, true, true);
    }

    public ErrorCode code() {
        return code;
    }

    public boolean retry() {
        return retry;
    }

    public boolean isGone() {
        return gone;
    }
}
