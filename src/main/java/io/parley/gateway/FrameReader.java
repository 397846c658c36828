package io.parley.gateway;

import io.parley.protocol.Phrase;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketFrame;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Puts the frames of one WebSocket together to messages, within a size, and reads their UTF-8 strictly. After a message
 * that is too large it hears nothing more.
 */
final class FrameReader implements Handler<WebSocketFrame> {
    private final int maxBytes;
    private final Socket.Listener listener;
    /** What came of a text in several frames; null between messages and in a binary one. */
    private @Nullable Buffer begun;

    private boolean deaf;

    FrameReader(int maxBytes, Socket.Listener listener) {
        this.maxBytes = maxBytes;
        this.listener = listener;
    }

    @Override
    public void handle(WebSocketFrame frame) {
        listener.alive();
        if (deaf) {
            return;
        }
        switch (frame.type()) {
            case TEXT -> text(frame.isFinal(), frame.binaryData());
            case CONTINUATION -> {
                if (begun != null) {
                    text(frame.isFinal(), begun.appendBuffer(frame.binaryData()));
                }
            }
            case BINARY -> listener.noText(Phrase.of("bad.binary"));
            case PING, PONG, CLOSE -> {
                // answered by Vert.x; they only show that the client is there
            }
        }
    }

    private void text(boolean isFinal, Buffer message) {
        begun = isFinal ? null : message;
        if (message.length() > maxBytes) {
            deaf = true;
            begun = null;
            listener.tooLarge();
        } else if (isFinal) {
            text(message);
        }
    }

    private void text(Buffer message) {
        try {
            listener.text(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(message.getBytes()))
                    .toString());
        } catch (CharacterCodingException noUtf8) {
            listener.noText(Phrase.of("bad.not_utf8"));
        }
    }
}
