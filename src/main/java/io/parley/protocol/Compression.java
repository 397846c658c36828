package io.parley.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/** Messages in fewer bytes: several as one {@code batch}, a long one as {@code compressed}. Confined to one context. */
public final class Compression {
    private static final int CHUNK_BYTES = 8 * 1024;

    private final Deflater deflater = new Deflater(Deflater.BEST_SPEED);

    /** One message with {@code messages}, which are encoded, in their order. */
    public static String batch(Iterable<String> messages) {
        return "{\"type\":\"batch\",\"timestamp\":" + System.currentTimeMillis() + ",\"messages\":["
                + String.join(",", messages) + "]}";
    }

    /** One message with {@code message}, which is encoded; null where it would not be smaller. */
    public @Nullable String compressed(String message) {
        byte[] original = message.getBytes(StandardCharsets.UTF_8);
        String shorter = "{\"type\":\"compressed\",\"timestamp\":" + System.currentTimeMillis() + ",\"original\":"
                + original.length + ",\"encoding\":\"deflate\",\"compressed\":\""
                + Base64.getEncoder().encodeToString(deflate(original)) + "\"}";
        return shorter.length() < original.length ? shorter : null; // it is plain ASCII
    }

    /** Frees what it holds; it is not to be used any more. */
    public void close() {
        deflater.end();
    }

    /** In the format of zlib (RFC 1950), which browsers call {@code deflate}. */
    private byte[] deflate(byte[] original) {
        var result = new ByteArrayOutputStream(original.length / 2);
        byte[] chunk = new byte[CHUNK_BYTES];
        deflater.reset();
        deflater.setInput(original);
        deflater.finish();
        while (!deflater.finished()) {
            result.write(chunk, 0, deflater.deflate(chunk));
        }
        return result.toByteArray();
    }
}
