/**
 * The language of the wire: what clients, gateways and conversations say to each other, and the one codec for it.
 *
 * <p>Start with {@link io.parley.protocol.ClientMessage} and {@link io.parley.protocol.ServerMessage}; {@link
 * io.parley.protocol.ProtocolCodec} is the only place that knows JSON. This room knows no Vert.x beyond {@code Buffer}
 * and {@code JsonObject}, and no other room.
 */
@NullMarked
package io.parley.protocol;

import org.jspecify.annotations.NullMarked;
