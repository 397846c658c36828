package io.parley.store;

import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * The end of an attempt to own a conversation.
 *
 * @param contents what the log has of it, as {@link ConversationLog#contents} says, where it is mine; else null
 */
public record Opening(Claim claim, @Nullable Future<Contents> contents) {}
