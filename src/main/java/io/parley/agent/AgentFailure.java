package io.parley.agent;

import io.parley.protocol.ErrorCode;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** An agent could not go on, and says so in words that the user may read. */
public final class AgentFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final boolean interrupted;
    private final transient @Nullable JsonObject usage;

    /** The turn ends as {@code failed}. {@code sentence} is shown to the user, so it names nothing of the inside. */
    public AgentFailure(ErrorCode code, String sentence) {
        this(code, sentence, false, null);
    }

    private AgentFailure(ErrorCode code, String sentence, boolean interrupted, @Nullable JsonObject usage) {
        super(sentence);
        this.code = code;
        this.interrupted = interrupted;
        this.usage = usage;
    }

    /** The turn ends as {@code interrupted}: what was said is good, and something is missing. */
    public static AgentFailure interrupted(ErrorCode code, String sentence) {
        return new AgentFailure(code, sentence, true, null);
    }

    /** The same, with what the turn has cost, as the agent counts. */
    public AgentFailure withUsage(@Nullable JsonObject cost) {
        return new AgentFailure(code, String.valueOf(getMessage()), interrupted, cost);
    }

    public ErrorCode code() {
        return code;
    }

    public boolean isInterrupted() {
        return interrupted;
    }

    /** What the turn has cost; null where nobody has counted. */
    public @Nullable JsonObject usage() {
        return usage;
    }
}
