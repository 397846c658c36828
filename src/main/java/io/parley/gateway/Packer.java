package io.parley.gateway;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one client wants its messages put together.
 *
 * @param packing null: each as it is
 */
record Packer(@Nullable Packing packing, boolean batches, boolean compresses) {
    /** Each message by itself, as it is. */
    static final Packer PLAIN = new Packer(null, false, false);

    /** Whether {@code outbox} is to be written without waiting for more. */
    boolean isFull(Outbox outbox) {
        return packing == null || packing.isFull(outbox.size(), outbox.bytes());
    }

    /** Calls {@code flush} when a message that came now has waited long enough. */
    void later(Runnable flush) {
        if (packing != null) {
            packing.later(flush);
        }
    }

    /** Takes what is to be written next out of {@code outbox}, which is not empty. */
    List<Frame> take(Outbox outbox) {
        List<Frame> frames = new ArrayList<>();
        int bytes = 0;
        do {
            Frame frame = outbox.remove();
            frames.add(frame);
            bytes += frame.bytes();
        } while (batches
                && packing != null
                && !outbox.isEmpty()
                && !packing.isFull(frames.size(), bytes + outbox.nextBytes()));
        return frames;
    }

    Frame pack(List<Frame> frames) {
        return packing == null ? frames.get(0) : packing.pack(frames, compresses);
    }
}
