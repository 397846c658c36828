package io.parley.gateway;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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

    private static final int SMALL_BYTES = 32 * 1024;
    private static final int FIN = 0x80;
    private static final int OPCODE = 0x0f;
    private static final int MASKED = 0x80;

    private final Socket socket;
    private final DataInputStream in;

    /** One frame of the server. */
    record Frame(int opcode, boolean isFinal, Buffer payload) {
        String text() {
            return payload.toString();
        }

        int closeCode() {
            return payload.getUnsignedShort(0);
        }
    }

    /** A TCP connection; what it reads must come within 10 s. */
    RawSocket(int port) throws IOException {
        this(port, new Socket());
    }

    private RawSocket(int port, Socket socket) throws IOException {
        this.socket = socket;
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout(10_000);
        this.in = new DataInputStream(socket.getInputStream());
    }

    /** A WebSocket of {@code u1} in {@code p1}. */
    static RawSocket upgraded(int port) throws IOException {
        return upgraded(port, "/ws?project_id=p1&user_id=u1");
    }

    static RawSocket upgraded(int port, String uri) throws IOException {
        return new RawSocket(port).upgrade(uri);
    }

    /** A WebSocket at {@code uri} for which the system keeps next to nothing that is not read. */
    static RawSocket small(int port, String uri) throws IOException {
        return small(port).upgrade(uri);
    }

    /** A TCP connection for which the system keeps next to nothing that is not read. */
    static RawSocket small(int port) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(SMALL_BYTES);
        return new RawSocket(port, socket);
    }

    private RawSocket upgrade(String uri) throws IOException {
        write("""
                GET %s HTTP/1.1
                Host: x
                Upgrade: websocket
                Connection: Upgrade
                Sec-WebSocket-Version: 13
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==

                """.formatted(uri).replace("\n", "\r\n"));
        String head = readHead();
        if (!head.startsWith("HTTP/1.1 101")) {
            throw new AssertionError(head);
        }
        return this;
    }

    void write(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    void text(String text) throws IOException {
        frame(TEXT, true, text.getBytes(StandardCharsets.UTF_8));
    }

    void frame(int opcode, boolean isFinal, byte[] payload) throws IOException {
        var frame = new ByteArrayOutputStream();
        frame.write((isFinal ? FIN : 0) | opcode);
        if (payload.length < 126) {
            frame.write(MASKED | payload.length);
        } else if (payload.length > 65_535) {
            frame.write(MASKED | 127);
            frame.write(Buffer.buffer().appendLong(payload.length).getBytes());
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
        int head = in.readUnsignedByte();
        long length = in.readUnsignedByte();
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        return new Frame(head & OPCODE, (head & FIN) != 0, Buffer.buffer(in.readNBytes((int) length)));
    }

    /** The next frame of {@code opcode}. */
    Frame read(int opcode) throws IOException {
        Frame frame = read();
        while (frame.opcode() != opcode) {
            frame = read();
        }
        return frame;
    }

    /** The next text or close frame, its pieces put together; pings are passed over. */
    Frame readMessage() throws IOException {
        Frame first = read();
        while (first.opcode() == PING) {
            first = read();
        }
        Buffer whole = first.payload();
        for (boolean more = !first.isFinal(); more; ) {
            Frame next = read();
            if (next.opcode() == CONTINUATION) {
                whole = whole.appendBuffer(next.payload());
                more = !next.isFinal();
            }
        }
        return new Frame(first.opcode(), true, whole);
    }

    /** All that the server answers a request with until it closes: the chunks of its body, put together. */
    String readBody() throws IOException {
        readHead();
        Buffer body = Buffer.buffer();
        for (int size = readSize(); size > 0; size = readSize()) {
            body.appendBytes(in.readNBytes(size));
            in.readNBytes(2);
        }
        return body.toString();
    }

    private int readSize() throws IOException {
        var line = new StringBuilder();
        while (line.indexOf("\r\n") < 0) {
            line.append((char) in.readUnsignedByte());
        }
        return Integer.parseInt(line.substring(0, line.length() - 2), 16);
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

    /** The answer to a request, up to the empty line. */
    String readHead() throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        return head.toString();
    }
}
