package io.parley.gateway;

import io.vertx.core.MultiMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * What is spoken at an endpoint.
 *
 * @param errands reads from the query what a client has come for; throws {@link io.parley.protocol.BadMessage}
 * @param framing what it is spoken in
 */
record Door(Function<MultiMap, Errand> errands, UnaryOperator<Socket> framing) {
    /** To conversations. */
    static Door ofConversations(Gateway gateway) {
        return new Door(query -> new ChatErrand(gateway, Handshake.of(query)), UnaryOperator.identity());
    }

    /** To the event-bus bridge. */
    static Door ofBridge(Gateway gateway) {
        return new Door(query -> BridgeErrand.of(gateway, query), BridgeCarrier::new);
    }

    /** The same in frames of {@code outer}. */
    Door within(UnaryOperator<Socket> outer) {
        return new Door(errands, socket -> framing.apply(outer.apply(socket)));
    }
}
