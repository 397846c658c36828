/**
 * Where agents in other languages connect: a TCP server that speaks the frames of Vert.x's TCP event-bus bridge, and lets
 * through what an agent needs and nothing else.
 *
 * <p>Start with {@link io.parley.bridge.BridgeVerticle}; {@code AgentConnection} is one agent. This room knows nothing of users,
 * logs or conversations, and whoever connects here can speak as none of them.
 */
@NullMarked
package io.parley.bridge;

import org.jspecify.annotations.NullMarked;
