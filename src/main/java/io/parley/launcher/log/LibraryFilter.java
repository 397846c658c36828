package io.parley.launcher.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import io.parley.ops.EventLog;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;

/**
 * Keeps the libraries beneath us from flooding the log when a peer dies or stands still: of their warnings and errors at
 * most {@value #MOST} are shown in {@value #SECONDS} s. A connection that broke is neither: who uses it sees it close. Nor is
 * a member of the cluster that left: {@code ClusterWatch} says who did. Nor is what comes of both without harm: a message to an
 * address that was just given up, whose sender counts on nothing, and a partition that could not move yet, which is moved again. Any
 * thread.
 */
public final class LibraryFilter extends TurboFilter {
    static final int MOST = 100;
    static final int SECONDS = 10;

    private static final Set<String> CONNECTIONS = Set.of(
            "io.vertx.core.net.impl.ConnectionBase",
            "io.vertx.core.http.impl.HttpClientConnectionInternal",
            "io.vertx.redis.client.impl.RedisConnectionManager",
            "com.hazelcast.internal.server.tcp.TcpServerConnection");
    private static final List<String> BROKEN = List.of(
            "Connection reset",
            "Broken pipe",
            "Connection timed out",
            "Connection evicted",
            "Software caused connection abort");
    private static final List<String> LEFT = List.of(
            "Removing connection to endpoint ",
            " is suspected to be dead for reason: No connection",
            "Mastership of ",
            "Not Member! ",
            "Following unknown addresses are found in partition table",
            "Cannot send response: ");
    private static final List<String> GIVEN_UP = List.of("Discarding message since the consumer is not registered");
    private static final List<String> MOVED_AGAIN = List.of(
            "Local partition stamp is not equal to master's stamp",
            "Migration operation is received before startup is completed",
            "Migration failed: MigrationInfo",
            "Migration commit failed for MigrationInfo",
            " is completely lost!");
    private static final List<String> LIBRARIES = List.of("io.vertx.", "io.netty.", "com.hazelcast.");

    private final AtomicLong began = new AtomicLong(System.nanoTime());
    private final AtomicInteger shown = new AtomicInteger();

    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger logger,
            Level level,
            @Nullable String format,
            Object @Nullable [] params,
            @Nullable Throwable cause) {
        if (format == null
                || !level.isGreaterOrEqual(Level.WARN)
                || LIBRARIES.stream().noneMatch(logger.getName()::startsWith)) {
            return FilterReply.NEUTRAL;
        }
        String why = cause == null || cause.getMessage() == null ? format : cause.getMessage();
        return isHarmless(logger.getName(), why) || isTooMuch(System.nanoTime())
                ? FilterReply.DENY
                : FilterReply.NEUTRAL;
    }

    private static boolean isHarmless(String logger, String why) {
        return says(why, BROKEN, CONNECTIONS.contains(logger))
                || says(why, GIVEN_UP, logger.startsWith("io.vertx.core.eventbus."))
                || says(why, LEFT, logger.startsWith("com.hazelcast."))
                || says(why, MOVED_AGAIN, logger.startsWith("com.hazelcast.internal.partition."));
    }

    private static boolean says(String why, List<String> one, boolean isItsLogger) {
        return isItsLogger && one.stream().anyMatch(why::contains);
    }

    private boolean isTooMuch(long nowNanos) {
        long since = began.get();
        if (nowNanos - since >= TimeUnit.SECONDS.toNanos(SECONDS) && began.compareAndSet(since, nowNanos)) {
            shown.set(0);
        }
        int count = shown.incrementAndGet();
        if (count == MOST + 1) {
            Own.LOG.warn("library_lines_left_out").log("more lines of libraries than {} in {} s", MOST, SECONDS);
        }
        return count > MOST;
    }

    /** Made at the first need: while this filter is made, nothing can be logged yet. */
    private static final class Own {
        private static final EventLog LOG = EventLog.of(LibraryFilter.class, EventLog.PARLEY);
    }
}
