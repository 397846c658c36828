package io.parley.faults.proxy;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * A TCP proxy on loopback that can be told, while connections live, to delay, to choke, to swallow, to reset, to half-close
 * and to cut. All that it is told has happened when the method returns. Any thread.
 */
public final class ChaosProxy implements AutoCloseable {
    private static final int BACKLOG = 4_096;

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final InetSocketAddress target;
    private final Channel door;
    private final Map<Direction, Weather> weather = new EnumMap<>(Direction.class);
    private final Set<Pair> pairs = new LinkedHashSet<>();
    private boolean refusing;

    private ChaosProxy(InetAddress at, InetSocketAddress target) throws InterruptedException {
        this.target = target;
        for (Direction direction : Direction.values()) {
            weather.put(direction, Weather.FAIR);
        }
        this.door = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel client) {
                        accepted(client);
                    }
                })
                .bind(at, 0)
                .sync()
                .channel();
    }

    /** A proxy before {@code port} of this machine, which need not be listened at yet. */
    public static ChaosProxy to(int port) throws InterruptedException {
        return at(InetAddress.getLoopbackAddress(), port);
    }

    /** The same, at another address of this machine than loopback. */
    public static ChaosProxy at(InetAddress address, int port) throws InterruptedException {
        return new ChaosProxy(address, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /** Where to connect instead. */
    public int port() {
        return ((InetSocketAddress) door.localAddress()).getPort();
    }

    /** How many connections there are. */
    public int connections() {
        return on(pairs::size);
    }

    /** What goes {@code direction} from now on arrives so much later. */
    public void latency(Direction direction, Duration latency) {
        change(direction, now -> now.withLatencyMs(latency.toMillis()));
    }

    /** Each connection passes so much a second; 0 for no limit. */
    public void bandwidth(Direction direction, long bytesPerSecond) {
        change(direction, now -> now.withBytesPerSecond(bytesPerSecond));
    }

    /** What goes {@code direction} does not arrive, and no end of a connection is told, until the weather is fair again. */
    public void blackHole(Direction direction) {
        change(direction, now -> now.withBlackHole(true));
    }

    /** The weather is fair again, and what a black hole held arrives. */
    public void heal() {
        for (Direction direction : Direction.values()) {
            change(direction, now -> Weather.FAIR);
        }
        refuse(false);
    }

    /** The connections of now never carry anything more, and neither end is told; those to come are as ever. */
    public void strandAll() {
        on(() -> {
            List.copyOf(pairs).forEach(Pair::strand);
            return true;
        });
    }

    /** New connections are reset as soon as they are accepted. */
    public void refuse(boolean refuse) {
        on(() -> refusing = refuse);
    }

    /** All connections end with RST at both ends. */
    public void resetAll() {
        on(() -> {
            List.copyOf(pairs).forEach(Pair::reset);
            return true;
        });
    }

    /** One connection, chosen by {@code random}, ends with RST at both ends; false where there is none. */
    public boolean resetOne(Random random) {
        return on(() -> {
            List<Pair> all = new ArrayList<>(pairs);
            if (!all.isEmpty()) {
                all.get(random.nextInt(all.size())).reset();
            }
            return !all.isEmpty();
        });
    }

    /** On all connections nothing more goes {@code direction}, and who would hear it is told so by FIN. */
    public void halfClose(Direction direction) {
        on(() -> {
            List.copyOf(pairs).forEach(pair -> pair.lane(direction).finish());
            return true;
        });
    }

    /** Each connection that lives is reset once {@code bytes} more have gone {@code direction}. */
    public void cutAfter(Direction direction, long bytes) {
        on(() -> {
            pairs.forEach(pair -> pair.lane(direction).cutAfter(bytes));
            return true;
        });
    }

    @Override
    public void close() throws InterruptedException {
        door.close().sync();
        resetAll();
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
    }

    private void accepted(Channel client) {
        Pair pair = new Pair(client, weather::get);
        if (refusing) {
            pair.reset();
            return;
        }
        pairs.add(pair);
        client.closeFuture().addListener(closed -> {
            pairs.remove(pair);
            pair.lane(Direction.UP).finish();
        });
        client.pipeline().addLast(pair.lane(Direction.UP));
        ChannelFuture connecting = new Bootstrap()
                .group(client.eventLoop())
                .channel(NioSocketChannel.class)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(pair.lane(Direction.DOWN))
                .connect(target);
        connecting.addListener(done -> {
            if (done.isSuccess()) {
                pair.connected(connecting.channel());
            } else {
                pair.reset();
            }
        });
    }

    private void change(Direction direction, UnaryOperator<Weather> how) {
        on(() -> {
            weather.put(direction, how.apply(weather.getOrDefault(direction, Weather.FAIR)));
            List.copyOf(pairs).forEach(Pair::pump);
            return true;
        });
    }

    private <T> T on(Callable<T> action) {
        return loops.next().submit(action).syncUninterruptibly().getNow();
    }
}
