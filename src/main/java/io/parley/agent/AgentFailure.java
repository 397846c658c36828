package io.parley.agent;

import io.parley.protocol.ErrorCode;
import io.vertx.core.json.JsonObject;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An agent could not go on, and says so in words that the user may read. */
public final class AgentFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final boolean retry;
    private final Kind kind;
    private final transient @Nullable JsonObject usage;

    private enum Kind {
        FAILED,
        INTERRUPTED,
        GONE
    }

    /**
     * The turn ends as {@code failed}. {@code sentence} is shown to the user, so it names nothing of the inside; null is that of
     * {@code code}.
     */
    public AgentFailure(ErrorCode code, @Nullable String sentence) {
        this(code, sentence, code.retry());
    }

    /** {@code retry}: to ask again may help, or not, whatever is usual for {@code code}. */
    public AgentFailure(ErrorCode code, @Nullable String sentence, boolean retry) {
        this(code, sentence, retry, Kind.FAILED, null);
    }

    private AgentFailure(
            ErrorCode code, @Nullable String sentence, boolean retry, Kind kind, @Nullable JsonObject usage) {
        super(sentence);
        this.code = Objects.requireNonNull(code, "the code of a failure");
        this.retry = retry;
        this.kind = kind;
        this.usage = usage;
    }

    /** The turn ends as {@code interrupted}: what was said is good, and something is missing. */
    public static AgentFailure interrupted(ErrorCode code, String sentence) {
        return new AgentFailure(code, sentence, code.retry(), Kind.INTERRUPTED, null);
    }

    /**
     * Whoever answered is gone in the middle: the turn ends {@code interrupted} with its text so far, or is begun again, as the
     * configuration has it for crashes.
     */
    public static AgentFailure gone(String sentence) {
        return new AgentFailure(ErrorCode.UNAVAILABLE, sentence, true, Kind.GONE, null);
    }

    /** The same, with what the turn has cost, as the agent counts. */
    public AgentFailure withUsage(@Nullable JsonObject cost) {
        return new AgentFailure(code, getMessage(), retry, kind, cost);
    }

    public ErrorCode code() {
        return code;
    }

    public boolean retry() {
        return retry;
    }

    public boolean isInterrupted() {
        return kind != Kind.FAILED;
    }

    public boolean isGone() {
        return kind == Kind.GONE;
    }

    /** What the turn has cost; null where nobody has counted. */
    public @Nullable JsonObject usage() {
        return usage;
    }
}
