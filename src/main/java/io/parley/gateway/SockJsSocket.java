package io.parley.gateway;

import io.parley.ops.EventLog;
import io.parley.protocol.CloseCode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;

/**
 * A session of SockJS that polls, as a {@link Socket}. Its clients are heard by their polls; they answer no pings, and see one
 * close code, 3000, whatever the reason was: the error before it says more.
 */
final class SockJsSocket implements Socket {
    private static final EventLog LOG = EventLog.of(SockJsSocket.class, EventLog.GATEWAY);

    private final SockJSSocket session;
    private final int maxBytes;
    private Future<Void> lastWrite = Future.succeededFuture();

    SockJsSocket(SockJSSocket session, int maxBytes) {
        this.session = session;
        this.maxBytes = maxBytes;
    }

    @Override
    public Future<Void> write(String text, Runnable moved) {
        lastWrite = session.write(text);
        return lastWrite;
    }

    @Override
    public boolean tellsPieces() {
        return false;
    }

    @Override
    public boolean ping() {
        return false;
    }

    @Override
    public void close(CloseCode code) {
        // A session that is closed forgets what its client has not polled for yet.
        lastWrite.onComplete(written -> session.close(code.code(), code.name()));
    }

    @Override
    public void listen(Listener listener) {
        session.handler(message -> received(listener, message));
        session.closeHandler(closed -> listener.closed(false));
        session.exceptionHandler(broken -> LOG.debug("socket_broken").log("{}", String.valueOf(broken.getMessage())));
    }

    private void received(Listener listener, Buffer message) {
        listener.alive();
        if (message.length() > maxBytes) {
            listener.tooLarge();
        } else {
            listener.text(message.toString());
        }
    }
}
