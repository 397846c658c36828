package io.parley.agent;

import io.parley.protocol.ErrorCode;

/** An agent could not go on, and says so in words that the user may read. */
public final class AgentFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    /** {@code sentence} is shown to the user, so it names nothing of the inside. */
    public AgentFailure(ErrorCode code, String sentence) {
        super(sentence);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }
}
