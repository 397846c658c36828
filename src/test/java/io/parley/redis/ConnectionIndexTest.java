package io.parley.redis;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConnectionIndexTest {
    private static final long DAY_S = Duration.ofHours(24).toSeconds();
    /** So long that a busy machine does not make a node look dead. */
    private static final Duration LONG = Duration.ofMinutes(5);

    private final Vertx vertx = Vertx.vertx();
    private final RedisServer redis;
    private final RedisLink link;
    private final ConnectionIndex index;

    ConnectionIndexTest() throws Exception {
        redis = RedisServer.start();
        link = new RedisLink(vertx, redis.config());
        index = new ConnectionIndex(link, LONG);
    }

    @BeforeEach
    void connect() throws Exception {
        link.start().await(10, SECONDS);
    }

    @AfterEach
    void close() throws Exception {
        link.close().await(10, SECONDS);
        vertx.close().await(10, SECONDS);
        redis.close();
    }

    @Test
    void connectionIsAHashThatOtherProgramsCanRead() throws Exception {
        beat("g1");

        tell("g1", List.of(entry("c1", "u1")), List.of());

        Response hash = ask(Command.HGETALL, "ws:conn:c1");
        assertThat(hash.getKeys()).containsExactlyInAnyOrder("user_id", "project_id", "created_at");
        assertThat(hash.get("user_id")).hasToString("u1");
        assertThat(hash.get("project_id")).hasToString("p1");
        assertThat(hash.get("created_at")).hasToString("1790000000");
        assertThat(ask(Command.TTL, "ws:conn:c1").toLong()).isBetween(DAY_S - 60, DAY_S);
        assertThat(ask(Command.HGET, "ws:user:u1", "c1")).hasToString("g1");
    }

    @Test
    void connectionsOfAUserAreThoseAtAllNodes() throws Exception {
        beat("g1");
        beat("g2");
        tell("g1", List.of(entry("c1", "u:1@example|~"), entry("c2", "u2")), List.of());
        tell("g2", List.of(entry("c3", "u:1@example|~")), List.of());

        List<ConnectionEntry> found = of("u:1@example|~");

        assertThat(found).containsExactlyInAnyOrder(entry("c1", "u:1@example|~"), entry("c3", "u:1@example|~"));
        assertThat(of("u3")).isEmpty();
    }

    @Test
    void removedConnectionLeavesNothingBehind() throws Exception {
        beat("g1");
        tell("g1", List.of(entry("c1", "u1"), entry("c2", "u1")), List.of());

        tell("g1", List.of(), List.of("c1", "unknown"));
        assertThat(of("u1")).containsExactly(entry("c2", "u1"));
        tell("g1", List.of(), List.of("c2"));

        assertThat(keys()).containsExactly("ws:alive");
    }

    @Test
    void connectionToldAgainBeginsItsDayAnew() throws Exception {
        beat("g1");
        tell("g1", List.of(entry("c1", "u1")), List.of());
        for (String key : List.of("ws:conn:c1", "ws:user:u1", "ws:node:g1")) {
            ask(Command.EXPIRE, key, "60");
        }

        tell("g1", List.of(entry("c1", "u1")), List.of());

        for (String key : List.of("ws:conn:c1", "ws:user:u1", "ws:node:g1")) {
            assertThat(ask(Command.TTL, key).toLong()).as(key).isGreaterThan(DAY_S - 60);
        }
    }

    @Test
    void manyConnectionsOfADeadNodeAreGoneAndThoseOfTheLivingStay() throws Exception {
        ConnectionIndex hasty = new ConnectionIndex(link, Duration.ofMillis(500));
        beat("dead");
        for (int part = 0; part < 5; part++) {
            int first = part * ConnectionIndex.CHUNK;
            tell("dead", entries(first, first + ConnectionIndex.CHUNK, "u1"), List.of());
        }
        beat("alive");
        tell("alive", List.of(entry("c-alive", "u1")), List.of());

        Awaitility.await().untilAsserted(() -> {
            hasty.beat("alive").await(10, SECONDS);
            assertThat(keys()).containsExactlyInAnyOrder("ws:alive", "ws:conn:c-alive", "ws:user:u1", "ws:node:alive");
        });
        assertThat(ask(Command.HGETALL, "ws:user:u1").getKeys()).containsExactly("c-alive");
        assertThat(beat("dead")).as("known").isFalse();
    }

    @Test
    void silentNodesConnectionsAreNotFoundBeforeAnybodyHasRemovedThem() throws Exception {
        beat("g1");
        tell("g1", List.of(entry("c1", "u1")), List.of());

        ConnectionIndex hasty = new ConnectionIndex(link, Duration.ofMillis(50));

        Awaitility.await()
                .untilAsserted(() ->
                        assertThat(hasty.connectionsOf("u1").await(10, SECONDS)).isEmpty());
        assertThat(of("u1")).containsExactly(entry("c1", "u1"));
    }

    @Test
    void nodeThatWasItselfAwayTakesNobodyForDead() throws Exception {
        for (String node : List.of("g1", "g2")) {
            beat(node);
            tell(node, List.of(entry("c-" + node, "u1")), List.of());
            ask(Command.ZADD, "ws:alive", "1000", node); // as after a stop of Redis
        }

        assertThat(beat("g1")).as("known").isFalse();
        assertThat(of("u1")).containsExactly(entry("c-g1", "u1"));
        assertThat(beat("g2")).as("known").isFalse();

        assertThat(of("u1")).hasSize(2);
        assertThat(beat("g1")).as("known").isTrue();
    }

    @Test
    void nodeWhoseTimeLiesAheadIsDeadToo() throws Exception {
        beat("g1");
        beat("ahead");
        tell("ahead", List.of(entry("c1", "u1")), List.of());
        ask(Command.ZADD, "ws:alive", "9000000000000", "ahead"); // as after the clock was set back

        beat("g1");

        assertThat(keys()).containsExactly("ws:alive");
    }

    @Test
    void flushIsNoticedByTheNextBeatOrChange() throws Exception {
        assertThat(beat("g1")).isFalse();
        assertThat(beat("g1")).isTrue();
        ask(Command.FLUSHALL);
        assertThat(beat("g1")).isFalse();
        ask(Command.FLUSHALL);

        assertThat(tell("g1", List.of(entry("c1", "u1")), List.of())).isFalse();
        assertThat(tell("g1", List.of(entry("c2", "u1")), List.of())).isTrue();
    }

    @Test
    void nodeThatLeavesTakesAllWithIt() throws Exception {
        beat("g1");
        beat("g2");
        for (int part = 0; part < 3; part++) {
            int first = part * ConnectionIndex.CHUNK;
            tell("g1", entries(first, first + ConnectionIndex.CHUNK, "u1"), List.of());
        }
        assertThat(index.idsOf("g1").await(10, SECONDS)).hasSize(3 * ConnectionIndex.CHUNK);

        index.leave("g1").await(10, SECONDS);

        assertThat(keys()).containsExactly("ws:alive");
        assertThat(ask(Command.ZRANGE, "ws:alive", "0", "-1")).hasToString("[g2]");
    }

    @Test
    void scriptsThatRedisForgotAreSentAgain() throws Exception {
        beat("g1");
        ask(Command.SCRIPT, "FLUSH");

        assertThat(beat("g1")).isTrue();
    }

    private boolean beat(String node) throws Exception {
        return index.beat(node).await(10, SECONDS);
    }

    private boolean tell(String node, List<ConnectionEntry> here, List<String> gone) throws Exception {
        return index.tell(node, here, gone).await(10, SECONDS);
    }

    private List<ConnectionEntry> of(String userId) throws Exception {
        return index.connectionsOf(userId).await(10, SECONDS);
    }

    private List<String> keys() throws Exception {
        return StreamSupport.stream(ask(Command.KEYS, "*").spliterator(), false)
                .map(Response::toString)
                .toList();
    }

    private Response ask(Command command, String... arguments) throws Exception {
        Request request = Request.cmd(command);
        for (String argument : arguments) {
            request.arg(argument);
        }
        return link.send(request).await(10, SECONDS);
    }

    private static List<ConnectionEntry> entries(int from, int to, String userId) {
        return IntStream.range(from, to).mapToObj(i -> entry("c" + i, userId)).toList();
    }

    private static ConnectionEntry entry(String connectionId, String userId) {
        return new ConnectionEntry(connectionId, userId, "p1", Instant.ofEpochMilli(1_790_000_000_999L));
    }
}
