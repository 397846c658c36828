package io.parley.gateway;

import io.parley.protocol.CloseCode;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** A way to a client by another socket, which does all that this one does not see to itself. */
interface Layer extends Socket {
    Socket socket();

    @Override
    default Future<Void> write(String text, Runnable moved) {
        return socket().write(text, moved);
    }

    @Override
    default boolean tellsPieces() {
        return socket().tellsPieces();
    }

    @Override
    default boolean ping() {
        return socket().ping();
    }

    @Override
    default void close(CloseCode code) {
        socket().close(code);
    }

    @Override
    default @Nullable Short closeCode() {
        return socket().closeCode();
    }

    @Override
    default void listen(Listener listener) {
        socket().listen(listener);
    }
}
