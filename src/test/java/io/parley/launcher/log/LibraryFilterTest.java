package io.parley.launcher.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.spi.FilterReply;
import java.io.IOException;
import java.net.SocketException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LibraryFilterTest {
    private static final String CONSUMER = "io.vertx.core.eventbus.impl.MessageConsumerImpl";

    private final LoggerContext loggers = new LoggerContext();
    private final LibraryFilter filter = new LibraryFilter();

    @Test
    void aFloodOfALibraryIsCutOff() {
        long shown = IntStream.range(0, 10_000)
                .filter(i -> isShown(CONSUMER, Level.WARN, "Discarding message"))
                .count();

        assertThat(shown).isEqualTo(LibraryFilter.MOST);
    }

    @Test
    void ourOwnLinesAndDetailsAreNeverCutOff() {
        long shown = IntStream.range(0, 10_000)
                .filter(i ->
                        isShown("io.parley.gateway.Hub", Level.WARN, "one") && isShown(CONSUMER, Level.INFO, "two"))
                .count();

        assertThat(shown).isEqualTo(10_000);
    }

    @Test
    void aBrokenConnectionIsNoErrorButOtherFailuresOfOneAre() {
        String connections = "io.vertx.core.net.impl.ConnectionBase";

        assertThat(isShown(
                        connections, Level.ERROR, "recvAddress(..) failed with error(-104): Connection reset by peer"))
                .isFalse();
        assertThat(isShown(connections, Level.ERROR, "Broken pipe")).isFalse();
        assertThat(isShown("io.vertx.core.http.impl.HttpClientConnectionInternal", Level.WARN, "Connection evicted"))
                .isFalse();
        assertThat(isShown(connections, Level.ERROR, "not an SSL/TLS record")).isTrue();
        assertThat(isRedisShown(new IOException("recvAddress(..) failed with error(-104): Connection reset by peer")))
                .isFalse();
        assertThat(isRedisShown(new IllegalStateException("of another kind"))).isTrue();
    }

    @Test
    void aMemberThatLeftIsSaidByUsAloneAndOneThatIsSilentByBoth() {
        String manager = "com.hazelcast.internal.cluster.impl.MembershipManager";
        String member =
                "[127.0.0.1]:1 [parley] [5.3.8] Member [127.0.0.1]:2 - 0613e158 is suspected to be dead for reason: ";

        assertThat(isShown(manager, Level.WARN, member + "No connection")).isFalse();
        assertThat(isShown(manager, Level.WARN, member + "Heartbeat timeout")).isTrue();
    }

    @Test
    void memberThatWasKilledAsItStartedIsNoFloodOfWarnings() {
        String cause = "java.net.SocketException: Connection reset";
        var connection = loggers.getLogger("com.hazelcast.internal.server.tcp.TcpServerConnection");

        assertThat(filter.decide(
                        null, connection, Level.WARN, "Connection[] closed.", null, new SocketException(cause)))
                .isEqualTo(FilterReply.DENY);
        for (String line : List.of(
                "[n] Migration commit failed for MigrationInfo{} since destination [n] left the cluster",
                "[n] partitionId=7 is completely lost!")) {
            assertThat(isShown("com.hazelcast.internal.partition.impl.MigrationManager", Level.WARN, line))
                    .isFalse();
        }
    }

    @Test
    void memberThatJoinsOrLeavesAsSomethingIsSaidToItIsNoWarning() {
        assertThat(isShown(
                        "com.hazelcast.internal.partition.operation.PartitionStateOperation",
                        Level.WARN,
                        "[n] com.hazelcast.spi.exception.CallerNotMemberException: Not Member! this: [n]"))
                .isFalse();
        assertThat(isShown(
                        "com.hazelcast.spi.impl.operationservice.impl.OutboundResponseHandler",
                        Level.WARN,
                        "[n] Cannot send response: true to [n]"))
                .isFalse();
    }

    @Test
    void whatComesOfALeavingMemberWithoutHarmIsNoWarningButOtherFailuresAre() {
        String partitions = "com.hazelcast.internal.partition.";
        String stale = "Local partition stamp is not equal to master's stamp! Local: 0, Master: 13";
        var moving = loggers.getLogger(partitions + "operation.MigrationRequestOperation");

        assertThat(isShown(CONSUMER, Level.WARN, "Discarding message since the consumer is not registered. address: a"))
                .isFalse();
        assertThat(isShown(partitions + "impl.MigrationManager", Level.WARN, "[n] Migration failed: MigrationInfo{}"))
                .isFalse();
        assertThat(filter.decide(
                        null, moving, Level.WARN, "Failure while executing", null, new IllegalStateException(stale)))
                .isEqualTo(FilterReply.DENY);
        assertThat(isShown(partitions + "impl.MigrationManager", Level.WARN, "[n] Partition lost"))
                .isTrue();
        assertThat(isShown(partitions, Level.WARN, "Migration operation is received before startup is completed"))
                .isFalse();
        assertThat(isShown(CONSUMER, Level.WARN, "Consumer is slow")).isTrue();
    }

    private boolean isRedisShown(Exception cause) {
        var redis = loggers.getLogger("io.vertx.redis.client.impl.RedisConnectionManager");
        return filter.decide(null, redis, Level.ERROR, "Unhandled Error", null, cause) == FilterReply.NEUTRAL;
    }

    private boolean isShown(String logger, Level level, String text) {
        return filter.decide(null, loggers.getLogger(logger), level, text, null, null) == FilterReply.NEUTRAL;
    }
}
