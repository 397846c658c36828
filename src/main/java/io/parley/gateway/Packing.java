package io.parley.gateway;

import io.parley.protocol.Compression;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How messages are put together for those clients that asked for it: several in one, and long ones compressed. What waits
 * for company waits on one timer for all connections, since all wait equally long. Confined to one context.
 */
final class Packing {
    private final Vertx vertx;
    private final GatewayConfig.Batch batch;
    private final GatewayConfig.Compress compress;
    private final LongSupplier nanoTime;
    private final Compression compression = new Compression();
    /** Those that wait, at most one of each connection, the first to be written in front. */
    private final Deque<Due> due = new ArrayDeque<>();

    private boolean armed;
    private boolean closed;
    /** What was compressed last: one push goes to several connections. */
    private @Nullable String lastText;

    private @Nullable String lastCompressed;

    private record Due(long atNanos, Runnable flush) {}

    Packing(Vertx vertx, GatewayConfig config, LongSupplier nanoTime) {
        this.vertx = vertx;
        this.batch = config.batch();
        this.compress = config.compress();
        this.nanoTime = nanoTime;
    }

    /** As the client of {@code handshake} asked for it, where it is allowed here. */
    Packer packerOf(Handshake handshake) {
        return new Packer(this, handshake.batch() && batch.enabled(), handshake.compress() && compress.enabled());
    }

    /** Whether so much is to be written without waiting for more. */
    boolean isFull(int messages, int bytes) {
        return messages >= batch.messages() || bytes >= batch.bytes();
    }

    /** Calls {@code flush} when the first message of a batch has waited long enough. */
    void later(Runnable flush) {
        due.add(new Due(nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(batch.delayMs()), flush));
        arm(batch.delayMs());
    }

    /** As one, which goes to the socket at once. */
    Frame pack(List<Frame> frames, boolean compresses) {
        Frame whole = frames.size() == 1
                ? frames.get(0)
                : Frame.bare(
                        "batch",
                        Compression.batch(frames.stream().map(Frame::text).toList()));
        boolean isLong = compresses && !closed && whole.bytes() > compress.minBytes();
        String shorter = isLong ? compressed(whole.text()) : null;
        return shorter == null ? whole : Frame.bare("compressed", shorter);
    }

    /** Compresses nothing any more. */
    void close() {
        closed = true;
        compression.close();
    }

    private @Nullable String compressed(String text) {
        if (!text.equals(lastText)) {
            lastText = text;
            lastCompressed = compression.compressed(text);
        }
        return lastCompressed;
    }

    /** One timer for all, also where what is flushed makes more wait. */
    private void arm(long delayMs) {
        if (!armed) {
            armed = true;
            vertx.setTimer(Math.max(1, delayMs), fired -> flush());
        }
    }

    private void flush() {
        long now = nanoTime.getAsLong();
        try {
            while (!due.isEmpty() && due.element().atNanos() - now <= 0) {
                due.remove().flush().run();
            }
        } finally {
            armed = false;
            if (!due.isEmpty()) {
                arm(TimeUnit.NANOSECONDS.toMillis(due.element().atNanos() - now));
            }
        }
    }
}
