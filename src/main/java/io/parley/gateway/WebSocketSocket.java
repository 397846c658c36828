package io.parley.gateway;

import io.parley.ops.EventLog;
import io.parley.protocol.CloseCode;
import io.parley.protocol.Text;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import org.jspecify.annotations.Nullable;

/** A WebSocket as a {@link Socket}. */
final class WebSocketSocket implements Socket {
    private static final EventLog LOG = EventLog.of(WebSocketSocket.class, EventLog.GATEWAY);
    private static final Buffer NOTHING = Buffer.buffer();
    private static final int PIECE_UTF16 = 8 * 1024;
    private static final int NORMAL = 1000;
    private static final int NO_CODE = 1005;
    private static final int FIRST_OF_APPLICATIONS = 3000;

    private final ServerWebSocket socket;
    private final int maxBytes;

    WebSocketSocket(ServerWebSocket socket, int maxBytes) {
        this.socket = socket;
        this.maxBytes = maxBytes;
    }

    @Override
    public Future<Void> write(String text, Runnable moved) {
        return text.length() <= PIECE_UTF16 ? socket.writeTextMessage(text) : writePieces(text, moved);
    }

    /** As frames of one message: what the network took of it is then known before its end, and a ping may come between. */
    private Future<Void> writePieces(String text, Runnable moved) {
        int end = Text.floor(text, PIECE_UTF16);
        Future<Void> written = socket.writeFrame(WebSocketFrame.textFrame(text.substring(0, end), false));
        while (end < text.length()) {
            written.onSuccess(taken -> moved.run());
            int start = end;
            end = Text.floor(text, Math.min(text.length(), start + PIECE_UTF16));
            Buffer piece = Buffer.buffer(text.substring(start, end));
            written = socket.writeFrame(WebSocketFrame.continuationFrame(piece, end == text.length()));
        }
        return written;
    }

    @Override
    public boolean tellsPieces() {
        return true;
    }

    @Override
    public boolean ping() {
        socket.writePing(NOTHING).onFailure(closed -> LOG.debug("ping_failed").log("closed"));
        return true;
    }

    @Override
    public void close(CloseCode code) {
        socket.close(code.code()).onFailure(closed -> LOG.debug("close_failed").log("closed already"));
    }

    @Override
    public @Nullable Short closeCode() {
        return socket.closeStatusCode();
    }

    @Override
    public void listen(Listener listener) {
        if (socket.isClosed()) {
            listener.closed(wasMeant(socket.closeStatusCode()));
            return;
        }
        socket.frameHandler(new FrameReader(maxBytes, listener));
        socket.exceptionHandler(broken -> LOG.debug("socket_broken").log("{}", String.valueOf(broken.getMessage())));
        socket.closeHandler(closed -> listener.closed(wasMeant(socket.closeStatusCode())));
    }

    /** A page that is left or reloaded closes with 1001, {@code close()} without a code with none. */
    private static boolean wasMeant(@Nullable Short code) {
        return code != null
                && (code == NORMAL
                        || code == CloseCode.GOING_AWAY.code()
                        || code == NO_CODE
                        || code >= FIRST_OF_APPLICATIONS);
    }
}
