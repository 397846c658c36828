package io.parley.gateway;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * What is on its way to one socket, in order and bounded. Confined to one context.
 *
 * <p>Counted is what the socket has not handed to the network, by write futures, which holds for every kind of socket. Only
 * a window of it is given to the socket; the rest stays here, where it can still be taken back.
 */
final class SendQueue {
    private static final int WINDOW_MESSAGES = 64;
    private static final int WINDOW_BYTES = 64 * 1024;

    private final GatewayConfig.Queue limits;
    private final Socket socket;
    private final Consumer<Frame> sent;
    private final Runnable drained;
    private final Deque<Frame> waiting = new ArrayDeque<>();
    private int waitingBytes;
    private int flyingMessages;
    private int flyingBytes;
    private long writtenSeq;
    private boolean finished;

    /**
     * Hands {@code sent} each frame that the network took, and then calls {@code drained} when nothing is left.
     */
    SendQueue(GatewayConfig.Queue limits, Socket socket, Consumer<Frame> sent, Runnable drained) {
        this.limits = limits;
        this.socket = socket;
        this.sent = sent;
        this.drained = drained;
    }

    /** False, and nothing is taken, when the queue is full. One frame larger than the queue is taken when it is empty. */
    boolean offer(Frame frame) {
        if (finished) {
            return true; // nobody is there to miss it
        }
        if (!fits(frame, limits.messages(), limits.bytes())) {
            return false;
        }
        waiting.add(frame);
        waitingBytes += frame.bytes();
        fly();
        return true;
    }

    /** Whether {@code frame} fits in half of the queue, so that live messages find room beside what is caught up. */
    boolean hasRoom(Frame frame) {
        return fits(frame, Math.max(1, limits.messages() / 2), limits.bytes() / 2);
    }

    boolean isIdle() {
        return waiting.isEmpty() && flyingMessages == 0;
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
            waiting.clear();
            waitingBytes = 0;
            write(last);
            finish();
        }
    }

    /** Takes nothing more; what waits is dropped. */
    void finish() {
        waiting.clear();
        waitingBytes = 0;
        finished = true;
    }

    private boolean fits(Frame frame, int messages, int bytes) {
        return isIdle()
                || (waiting.size() + flyingMessages < messages && waitingBytes + flyingBytes + frame.bytes() <= bytes);
    }

    private void fly() {
        while (!waiting.isEmpty()
                && (flyingMessages == 0 || (flyingMessages < WINDOW_MESSAGES && flyingBytes < WINDOW_BYTES))) {
            Frame frame = waiting.remove();
            waitingBytes -= frame.bytes();
            write(frame);
        }
    }

    private void write(Frame frame) {
        flyingMessages++;
        flyingBytes += frame.bytes();
        socket.write(frame.text()).onSuccess(handed -> landed(frame)).onFailure(closed -> finish());
    }

    private void landed(Frame frame) {
        flyingMessages--;
        flyingBytes -= frame.bytes();
        writtenSeq = Math.max(writtenSeq, frame.seq());
        sent.accept(frame);
        fly();
        if (isIdle() && !finished) {
            drained.run();
        }
    }
}
