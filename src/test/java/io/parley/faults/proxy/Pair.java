package io.parley.faults.proxy;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One connection through the proxy: two sockets and two lanes. Confined to one event loop. */
final class Pair {
    private static final int AT_ONCE = 0;

    private final Channel client;
    private final Lane up;
    private final Lane down;
    private @Nullable Channel server;
    private boolean broken;
    private boolean stranded;

    Pair(Channel client, Function<Direction, Weather> weather) {
        this.client = client;
        this.up = lane(Direction.UP, weather);
        this.down = lane(Direction.DOWN, weather);
    }

    private Lane lane(Direction direction, Function<Direction, Weather> weather) {
        return new Lane(
                () -> stranded ? Weather.FAIR.withBlackHole(true) : weather.apply(direction),
                this::reset,
                this::closeWhenDone);
    }

    /** Nothing arrives any more, at either end, and no end is told. */
    void strand() {
        stranded = true;
        pump();
    }

    Lane lane(Direction direction) {
        return direction == Direction.UP ? up : down;
    }

    void connected(Channel to) {
        if (broken) {
            end(to);
            return;
        }
        server = to;
        up.join(client, to);
        down.join(to, client);
    }

    void pump() {
        up.pump();
        down.pump();
    }

    /** Both sockets end with RST, whatever was under way. */
    void reset() {
        broken = true;
        up.release();
        down.release();
        end(client);
        if (server != null) {
            end(server);
        }
    }

    /** Once both ways have ended, nothing keeps the sockets. */
    private void closeWhenDone() {
        if (up.isFinished() && down.isFinished()) {
            close(client);
            if (server != null) {
                close(server);
            }
        }
    }

    private static void end(Channel channel) {
        if (channel.isOpen()) {
            channel.config().setOption(ChannelOption.SO_LINGER, AT_ONCE);
            close(channel);
        }
    }

    private static void close(Channel channel) {
        channel.close().addListener(closed -> {
            // a socket whose close fails is gone all the same
        });
    }
}
