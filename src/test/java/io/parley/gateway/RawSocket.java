package io.parley.gateway;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that does what a well-behaved one does not: half requests, odd frames, no reading, no pongs. */
final class RawSocket implements AutoCloseable {
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CONTINUATION = 0;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private static final int FIN = 0x80;
    private static final int MASKED = 0x80;

    private final Socket socket;
    private final DataInputStream in;

    /** One frame of the server. */
    record Frame(int opcode, Buffer payload) {
        String text() {
            return payload.toString();
        }

        int closeCode() {
            return payload.getUnsignedShort(0);
        }
    }

    /** A TCP connection; what it reads must come within 10 s. */
    RawSocket(int port) throws IOException {
        this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(10_000);
        this.in = new DataInputStream(socket.getInputStream());
    }

    /** A WebSocket of {@code u1} in {@code p1}. */
    static RawSocket upgraded(int port) throws IOException {
        var raw = new RawSocket(port);
        raw.write("""
                GET /ws?project_id=p1&user_id=u1 HTTP/1.1
                Host: x
                Upgrade: websocket
                Connection: Upgrade
                Sec-WebSocket-Version: 13
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==

                """.replace("\n", "\r\n"));
        String head = raw.readHead();
        if (!head.startsWith("HTTP/1.1 101")) {
            throw new AssertionError(head);
        }
        return raw;
    }

    void write(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    void text(String text) throws IOException {
        frame(TEXT, true, text.getBytes(StandardCharsets.UTF_8));
    }

    /** @param payload less than 64 KiB */
    void frame(int opcode, boolean isFinal, byte[] payload) throws IOException {
        var frame = new ByteArrayOutputStream();
        frame.write((isFinal ? FIN : 0) | opcode);
        if (payload.length < 126) {
            frame.write(MASKED | payload.length);
        } else {
            frame.write(MASKED | 126);
            frame.write(payload.length >> 8);
            frame.write(payload.length);
        }
        frame.write(new byte[4]);
        frame.write(payload);
        socket.getOutputStream().write(frame.toByteArray());
    }

    Frame read() throws IOException {
        int opcode = in.readUnsignedByte() & 0x0f;
        long length = in.readUnsignedByte();
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        return new Frame(opcode, Buffer.buffer(in.readNBytes((int) length)));
    }

    /** The next frame of {@code opcode}. */
    Frame read(int opcode) throws IOException {
        Frame frame = read();
        while (frame.opcode() != opcode) {
            frame = read();
        }
        return frame;
    }

    /** Whether the server closed the TCP connection; all that it still sent is passed over. */
    boolean isEnded() throws IOException {
        byte[] some = new byte[64 * 1024];
        int count = 0;
        while (count >= 0) {
            count = in.read(some);
        }
        return true;
    }

    /** Breaks the connection without a word. */
    void cut() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private String readHead() throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        return head.toString();
    }
}
