package io.parley.gateway;

import io.parley.protocol.CloseCode;
import io.parley.protocol.ServerMessage;
import io.vertx.core.Future;

/** The socket of a client of the event-bus bridge: why it is refused it is told in that protocol. */
record BridgeCarrier(Socket socket) implements Socket {
    @Override
    public Future<Void> write(Frame frame, Runnable moved) {
        String text = frame.message() instanceof ServerMessage.Failure why
                ? BridgeText.error(
                        null, why.code().name(), Refusal.of(why.code()).httpStatus(), why.message())
                : frame.text();
        return write(text, moved);
    }

    @Override
    public Future<Void> write(String text, Runnable moved) {
        return socket.write(text, moved);
    }

    @Override
    public boolean tellsPieces() {
        return socket.tellsPieces();
    }

    @Override
    public boolean ping() {
        return socket.ping();
    }

    @Override
    public void close(CloseCode code) {
        socket.close(code);
    }

    @Override
    public void listen(Listener listener) {
        socket.listen(listener);
    }
}
