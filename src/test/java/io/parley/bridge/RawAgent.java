package io.parley.bridge;

import io.vertx.core.json.JsonObject;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** An agent as anybody may write one: a socket, and frames by hand. Waits at most 10 s for each. */
final class RawAgent implements AutoCloseable {
    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    RawAgent(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(10_000);
        in = new DataInputStream(socket.getInputStream());
        out = new DataOutputStream(socket.getOutputStream());
    }

    static RawAgent at(int port) throws IOException {
        return new RawAgent(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    void says(String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        writes(body.length, body);
    }

    void writes(int length, byte[] body) throws IOException {
        out.writeInt(length);
        out.write(body);
        out.flush();
    }

    void writesOnly(byte one) throws IOException {
        out.write(one);
        out.flush();
    }

    /** Registers, and waits until that is so: what is asked on one connection is done in order. */
    void hears(String address) throws IOException {
        says("{\"type\": \"register\", \"address\": \"" + address + "\"}");
        says("{\"type\": \"ping\"}");
        if (!next().getString("type").equals("pong")) {
            throw new AssertionError("not registered at " + address);
        }
    }

    JsonObject next() throws IOException {
        return new JsonObject(new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8));
    }

    /** Whether nothing more comes, ever. */
    boolean isClosed() throws IOException {
        try {
            in.readInt();
            return false;
        } catch (EOFException | SocketException closed) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
