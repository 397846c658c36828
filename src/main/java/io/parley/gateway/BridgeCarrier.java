package io.parley.gateway;

import io.parley.protocol.ServerMessage;
import io.vertx.core.Future;

/** The socket of a client of the event-bus bridge: why it is refused it is told in that protocol. */
record BridgeCarrier(Socket socket) implements Layer {
    @Override
    public Future<Void> write(Frame frame, Runnable moved) {
        String text = frame.message() instanceof ServerMessage.Failure why
                ? BridgeText.error(
                        null, why.code().name(), Refusal.of(why.code()).httpStatus(), why.message())
                : frame.text();
        return write(text, moved);
    }
}
