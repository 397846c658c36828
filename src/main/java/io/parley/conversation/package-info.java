/**
 * Owns conversations: takes what their members say, keeps the log, asks the agent and pushes what comes of it.
 *
 * <p>Start with {@link io.parley.conversation.ConversationVerticle}, then {@code Requests}, {@code Ownership}, {@code
 * Mailbox} and {@code Conversation} (the rules). Everything of one instance is confined to its context. This room does
 * not know gateways or sockets: it knows sessions and the addresses to which their pushes go.
 */
@NullMarked
package io.parley.conversation;

import org.jspecify.annotations.NullMarked;
