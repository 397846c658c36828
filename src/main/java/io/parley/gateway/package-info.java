/**
 * Where clients connect: sockets, and what travels between them and their conversations.
 *
 * <p>Start with {@link io.parley.gateway.GatewayVerticle}; one message travels {@code WebSocketEndpoint}, {@code
 * Connection}, {@code Intake}, {@code Link}, and back {@code Hub}, {@code Feed}, {@code SendQueue}. This room does not know
 * who owns a conversation or what it says: it carries, in order, and refuses what it must. All state of an instance is
 * confined to its context.
 */
@NullMarked
package io.parley.gateway;

import org.jspecify.annotations.NullMarked;
