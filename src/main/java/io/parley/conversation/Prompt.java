package io.parley.conversation;

import io.parley.agent.Turn;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt asks the agent.
 *
 * @param replyTo the message that is answered; for an answer made again, the question that it answers
 * @param replaces the answer that this one is to stand for; null for the first to its question
 */
record Prompt(Turn turn, @Nullable String replyTo, @Nullable String replaces) {}
