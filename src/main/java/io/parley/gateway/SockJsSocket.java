package io.parley.gateway;

import io.parley.ops.EventLog;
import io.parley.protocol.CloseCode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import org.jspecify.annotations.Nullable;

/**
 * A session of SockJS as a {@link Socket}. Its clients answer no heartbeats; the WebSocket that it may be on answers pings.
 * They see one close code, 3000, whatever the reason was; the error before it says more.
 */
final class SockJsSocket implements Socket {
    private static final EventLog LOG = EventLog.of(SockJsSocket.class, EventLog.GATEWAY);
    private static final Buffer NOTHING = Buffer.buffer();

    private final SockJSSocket session;
    private final @Nullable ServerWebSocket carrier;
    private final int maxBytes;
    private Future<Void> lastWrite = Future.succeededFuture();

    /** {@code carrier}: the WebSocket under the session; null where it polls. */
    SockJsSocket(SockJSSocket session, @Nullable ServerWebSocket carrier, int maxBytes) {
        this.session = session;
        this.carrier = carrier;
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
        if (carrier == null) {
            return false; // whoever polls is heard by that
        }
        carrier.writePing(NOTHING).onFailure(closed -> LOG.debug("ping_failed").log("closed"));
        return true;
    }

    @Override
    public void close(CloseCode code) {
        // A session that is closed forgets what its client has not polled for yet.
        lastWrite.onComplete(written -> session.close(code.code(), code.name()));
    }

    @Override
    public void listen(Listener listener) {
        session.handler(message -> received(listener, message));
        if (carrier != null) {
            carrier.pongHandler(pong -> listener.alive());
        }
        session.closeHandler(closed -> listener.closed(false));
        session.exceptionHandler(broken -> {
            LOG.debug("socket_broken").log("{}", String.valueOf(broken.getMessage()));
            // SockJS lets go of a WebSocket that had a frame too large, and leaves it open.
            session.routingContext().request().connection().close();
        });
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
