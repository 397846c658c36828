package io.parley.bridge;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.function.Consumer;

/**
 * Cuts a stream into frames: four bytes of length, big-endian, and so many bytes of JSON in UTF-8. Keeps no more than one frame
 * and what came with it. Confined to one context.
 */
final class FrameBuffer {
    private static final int LENGTH_BYTES = 4;

    private int maxBytes;
    private Buffer rest = Buffer.buffer();

    FrameBuffer(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** From the next frame on they may be as large. */
    void upTo(int bytes) {
        maxBytes = bytes;
    }

    /** Hands on what is whole. Throws {@link IllegalArgumentException}, for the peer to read, where it is no frame. */
    void add(Buffer more, Consumer<JsonObject> frames) {
        Buffer all = rest.length() == 0 ? more : rest.appendBuffer(more);
        int at = 0;
        while (all.length() - at >= LENGTH_BYTES) {
            int length = all.getInt(at);
            if (length < 1 || length > maxBytes) {
                throw new IllegalArgumentException("a frame has 1 to " + maxBytes + " bytes, not "
                        + Integer.toUnsignedString(length) + "; four bytes of length come first");
            }
            if (all.length() - at - LENGTH_BYTES < length) {
                break;
            }
            frames.accept(json(all, at + LENGTH_BYTES, length));
            at += LENGTH_BYTES + length;
        }
        rest = at == 0 && all != more ? all : all.getBuffer(at, all.length());
    }

    static Buffer frame(JsonObject json) {
        Buffer body = json.toBuffer();
        return Buffer.buffer(LENGTH_BYTES + body.length())
                .appendInt(body.length())
                .appendBuffer(body);
    }

    private static JsonObject json(Buffer all, int from, int length) {
        try {
            return new JsonObject(all.getString(from, from + length));
        } catch (DecodeException | ClassCastException notJson) {
            throw new IllegalArgumentException("a frame must be one JSON object in UTF-8", notJson);
        }
    }
}
