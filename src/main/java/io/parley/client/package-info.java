/**
 * The Java client of a gateway: one WebSocket that speaks the protocol.
 *
 * <p>It knows the wire and nothing of what lies behind a gateway. Start with {@link io.parley.client.ParleyClient}, which
 * connects; what comes goes to a {@link io.parley.client.ClientListener}.
 */
@NullMarked
package io.parley.client;

import org.jspecify.annotations.NullMarked;
