package io.parley.conversation;

/**
 * What one answer may take. A task has only the total, and the attempts, unless its agent says that it streams.
 *
 * @param maxAttempts how often a turn is begun at most, where crashes interrupt it and it is configured to begin again
 */
record TurnLimits(
        long firstTokenTimeoutMs, long idleTimeoutMs, long totalTimeoutMs, int maxReplyBytes, int maxAttempts) {
    static final TurnLimits DEFAULTS = new TurnLimits(60_000, 60_000, 600_000, 1_048_576, 3);

    TurnLimits {
        ConversationConfig.atLeast("turn.first_token_timeout_ms", firstTokenTimeoutMs, 1);
        ConversationConfig.atLeast("turn.idle_timeout_ms", idleTimeoutMs, 1);
        ConversationConfig.atLeast("turn.total_timeout_ms", totalTimeoutMs, 1);
        ConversationConfig.atLeast("turn.max_reply_bytes", maxReplyBytes, 4);
        ConversationConfig.atLeast("turn.max_attempts", maxAttempts, 1);
    }
}
