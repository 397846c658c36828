package io.parley.faults.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One way of one connection: what its source sends leaves at its target when the weather lets it, and in order; so does its
 * end. Confined to one event loop.
 */
final class Lane extends ChannelInboundHandlerAdapter {
    private static final int MOST_HELD_BYTES = 256 * 1024;

    private final Supplier<Weather> weather;
    private final Runnable reset;
    private final Runnable ended;
    private final Deque<Piece> pieces = new ArrayDeque<>();
    private @Nullable Channel source;
    private @Nullable Channel target;
    private long heldBytes;
    private long freeNanos = System.nanoTime();
    private long left = Long.MAX_VALUE;
    private boolean finished;

    /**
     * @param bytes null for an end
     * @param isReset whether that end is a reset
     */
    private record Piece(@Nullable ByteBuf bytes, boolean isReset, long dueNanos) {}

    /** {@code reset} breaks the whole connection; {@code ended} is told that nothing more comes this way. */
    Lane(Supplier<Weather> weather, Runnable reset, Runnable ended) {
        this.weather = weather;
        this.reset = reset;
        this.ended = ended;
    }

    /** Both ends are there. */
    void join(Channel from, Channel to) {
        source = from;
        target = to;
        pump();
    }

    /** The connection is reset once {@code bytes} more have passed. */
    void cutAfter(long bytes) {
        left = bytes;
    }

    /** Nothing more comes this way, as if the source had closed its half. */
    void finish() {
        add(null, false, 0);
    }

    /** Whether an end has left at the target. */
    boolean isFinished() {
        return finished;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        heldBytes += bytes.readableBytes();
        add(bytes, false, bytes.readableBytes());
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            add(null, false, 0);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        add(null, false, 0);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable broken) {
        add(null, true, 0);
    }

    /** Lets leave what may leave now. */
    void pump() {
        Channel to = target;
        Weather now = weather.get();
        while (to != null && !now.blackHole() && !finished && !pieces.isEmpty()) {
            Piece next = pieces.element();
            long waitNanos = next.dueNanos() - System.nanoTime();
            if (waitNanos > 0) {
                to.eventLoop()
                        .schedule(this::pump, waitNanos, TimeUnit.NANOSECONDS)
                        .addListener(this::orReset);
                break;
            }
            pieces.remove();
            leave(next, to);
        }
        Channel from = source;
        if (from != null) {
            from.config().setAutoRead(!now.blackHole() && heldBytes < MOST_HELD_BYTES);
        }
    }

    /** What never left. */
    void release() {
        finished = true;
        pieces.forEach(piece -> {
            if (piece.bytes() != null) {
                piece.bytes().release();
            }
        });
        pieces.clear();
    }

    private void add(@Nullable ByteBuf bytes, boolean isReset, int size) {
        if (finished) {
            if (bytes != null) {
                bytes.release();
            }
            return;
        }
        Weather now = weather.get();
        long nanos = now.bytesPerSecond() == 0 ? 0 : TimeUnit.SECONDS.toNanos(size) / now.bytesPerSecond();
        freeNanos = Math.max(freeNanos, System.nanoTime()) + nanos;
        pieces.add(new Piece(bytes, isReset, freeNanos + TimeUnit.MILLISECONDS.toNanos(now.latencyMs())));
        pump();
    }

    private void leave(Piece piece, Channel to) {
        ByteBuf bytes = piece.bytes();
        if (bytes == null) {
            finished = true;
            if (piece.isReset()) {
                reset.run();
            } else {
                ((DuplexChannel) to).shutdownOutput().addListener(this::orReset);
                ended.run();
            }
            return;
        }
        int size = bytes.readableBytes();
        boolean isCut = size >= left;
        ByteBuf passed = isCut ? bytes.slice(bytes.readerIndex(), (int) left) : bytes;
        left -= passed.readableBytes();
        to.writeAndFlush(passed).addListener(written -> {
            heldBytes -= size;
            if (isCut) {
                reset.run();
            } else {
                pump();
            }
        });
    }

    private void orReset(Future<?> done) {
        if (!done.isSuccess()) {
            reset.run();
        }
    }
}
