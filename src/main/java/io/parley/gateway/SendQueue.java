package io.parley.gateway;

import io.parley.ops.SlowReaderMeters.Step;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What is on its way to one socket, in order and bounded. Confined to one context.
 *
 * <p>Counted is what the socket has not handed to the network, by write futures, which holds for every kind of socket. Only
 * a window of it, a quarter of the bounds, is given to the socket; the rest stays in the {@link Outbox}, where it can still
 * be joined or taken back.
 */
final class SendQueue {
    private static final int MAX_WINDOW_BYTES = 64 * 1024;
    private static final int WINDOWS = 4;

    private final GatewayConfig.Queue limits;
    private final Socket socket;
    private final Listener listener;
    private final int windowMessages;
    private final int windowBytes;
    private final Outbox outbox = new Outbox();
    private Packer packer = Packer.PLAIN;
    /** Whether the first of a batch waits for more, and is written when its time is over. */
    private boolean gathering;

    private int flyingMessages;
    private int flyingBytes;
    private long movedNanos;
    private long writtenSeq;
    private boolean finished;

    /** Hears what becomes of the queue. */
    interface Listener {
        /** The network took this one. */
        void sent(Frame frame);

        /** The network took something while more waited: the client reads. */
        void moved();

        /** All was taken. */
        void drained();

        /** The client is too slow, and so this was done, {@code times}. */
        void slow(Step step, int times);
    }

    SendQueue(GatewayConfig.Queue limits, Socket socket, Listener listener) {
        this.limits = limits;
        this.socket = socket;
        this.listener = listener;
        this.windowMessages = Math.max(1, limits.messages() / WINDOWS);
        this.windowBytes = Math.min(MAX_WINDOW_BYTES, limits.bytes() / WINDOWS);
    }

    /** From now on messages are put together as the client wants it. */
    void packAs(Packer packer) {
        this.packer = packer;
    }

    /** False, and nothing is taken, when the queue is full. One frame larger than the queue is taken when it is empty. */
    boolean offer(Frame frame) {
        if (finished) {
            return true; // nobody is there to miss it
        }
        if (!fits(frame, limits.messages(), limits.bytes())) {
            return false;
        }
        if (!packer.batches() && outbox.isEmpty() && hasWindow()) {
            write(List.of(frame));
        } else {
            count(outbox.add(frame));
            gather();
        }
        return true;
    }

    /** Whether {@code frame} fits in half of the queue. The other half is for what nobody could say again. */
    boolean hasRoom(Frame frame) {
        return fits(frame, Math.max(1, limits.messages() / 2), limits.bytes() / 2);
    }

    /** Whether nothing is on its way, and more may come. */
    boolean isIdle() {
        return !finished && outbox.isEmpty() && flyingMessages == 0;
    }

    /** Takes back what streams and is not on its way yet. False where there was nothing. */
    boolean forget() {
        int gone = outbox.forget();
        listener.slow(Step.DROPPED, gone);
        return gone > 0;
    }

    /** Whether the socket took nothing for as long as a reader may take, though there is something. */
    boolean isStalled(long nowNanos) {
        if (flyingMessages == 0) {
            return false;
        }
        long patience = TimeUnit.MILLISECONDS.toNanos(limits.stalledMs());
        long pieces = socket.tellsPieces() ? 1 : Math.max(1, flyingBytes / MAX_WINDOW_BYTES);
        return nowNanos - movedNanos >= patience * pieces;
    }

    /** The client has everything up to {@code seq}. */
    void startAt(long seq) {
        writtenSeq = seq;
    }

    /** The highest {@code seq} that the network took, or that the client had. */
    long writtenSeq() {
        return writtenSeq;
    }

    /** Drops what waits and sends {@code last} as the last. */
    void finish(Frame last) {
        if (!finished) {
            hurry();
            finish();
            write(List.of(last));
        }
    }

    /** What only waits for company goes now. */
    void hurry() {
        if (packer.batches()) {
            flush();
        }
    }

    /** Takes nothing more; what waits is dropped. */
    void finish() {
        outbox.clear();
        finished = true;
    }

    private boolean fits(Frame frame, int messages, int bytes) {
        return isIdle()
                || (outbox.size() + flyingMessages + (outbox.absorbs(frame) ? 0 : 1) <= messages
                        && outbox.bytes() + flyingBytes + frame.bytes() <= bytes);
    }

    private void count(Outbox.Added added) {
        if (added.merged()) {
            listener.slow(Step.MERGED, 1);
        }
        if (added.dropped() > 0) {
            listener.slow(Step.DROPPED, added.dropped());
        }
    }

    private boolean hasWindow() {
        return flyingMessages == 0 || (flyingMessages < windowMessages && flyingBytes < windowBytes);
    }

    /** The first of a batch waits until there are enough, or for its time; what waits for the window needs no time. */
    private void gather() {
        if (!packer.batches()) {
            return;
        }
        if (packer.isFull(outbox)) {
            flush();
        } else if (!gathering && hasWindow()) {
            gathering = true;
            packer.later(() -> {
                gathering = false;
                flush();
            });
        }
    }

    private void flush() {
        while (!outbox.isEmpty() && hasWindow()) {
            write(packer.take(outbox));
        }
    }

    private void write(List<Frame> frames) {
        if (flyingMessages == 0) {
            movedNanos = System.nanoTime();
        }
        Frame packed = packer.pack(frames);
        flyingMessages += frames.size();
        flyingBytes += packed.bytes();
        socket.write(packed, this::moved)
                .onSuccess(handed -> landed(frames, packed.bytes()))
                .onFailure(closed -> finish());
    }

    private void landed(List<Frame> frames, int bytes) {
        flyingMessages -= frames.size();
        flyingBytes -= bytes;
        for (Frame frame : frames) {
            writtenSeq = Math.max(writtenSeq, frame.seq());
            listener.sent(frame);
        }
        moved();
        if (!gathering || packer.isFull(outbox)) {
            flush();
        }
        if (isIdle()) {
            listener.drained();
        }
    }

    private void moved() {
        movedNanos = System.nanoTime();
        if (!outbox.isEmpty()) {
            listener.moved();
        }
    }
}
