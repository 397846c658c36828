package io.parley.gateway;

import io.netty.buffer.ByteBufUtil;
import io.parley.protocol.Logged;
import io.parley.protocol.ProtocolCodec;
import io.parley.protocol.ServerMessage;
import org.jspecify.annotations.Nullable;

/**
 * One message as it goes out, encoded once for all who get it.
 *
 * @param seq its number in the log, or 0
 * @param bytes its size in UTF-8
 * @param message what {@code text} says; null for an application's own
 */
record Frame(
        String type,
        long seq,
        String text,
        int bytes,
        @Nullable ServerMessage message) {
    static Frame of(ServerMessage message) {
        long seq = message instanceof Logged entry ? entry.seq() : 0;
        return of(message.type(), seq, ProtocolCodec.encode(message), message);
    }

    /** Whatever an application says; it has no number. */
    static Frame bare(String type, String text) {
        return of(type, 0, text, null);
    }

    private static Frame of(String type, long seq, String text, @Nullable ServerMessage message) {
        return new Frame(type, seq, text, ByteBufUtil.utf8Bytes(text), message);
    }
}
