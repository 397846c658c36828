package io.parley;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.client.TestClient;
import io.parley.redis.RedisConfig;
import io.parley.redis.RedisLink;
import io.parley.redis.RedisServer;
import io.parley.redis.RedisTails;
import io.parley.redis.TailItem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Redis whose user has the rights that operation.md names, and writes down what it refuses. */
class RedisRightsTest {
    /** Of a node, where Redis is not the transport. */
    private static final String NODE =
            "resetchannels ~ws:* +@connection +@scripting +@transaction +@read +@write +time +select -@dangerous";

    /** Of the copy of the latest entries alone. */
    private static final String TAILS = "~ws:tail:* ~ws:probe +echo +select +evalsha +eval +zrange +pexpire +set"
            + " +del +zadd +zcard +zremrangebyrank";

    private final Vertx vertx = Vertx.vertx();
    private final RedisServer redis;
    private final RedisLink admin;
    private int uses;

    RedisRightsTest() throws Exception {
        redis = RedisServer.start();
        admin = new RedisLink(vertx, redis.config());
    }

    @BeforeEach
    void connect() throws Exception {
        admin.start().await(10, SECONDS);
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(20, SECONDS);
        redis.close();
    }

    @Test
    void documentNamesBoth() throws Exception {
        assertThat(Files.readString(Path.of("src/docs/operation.md"))).contains("`" + NODE + "`", "`" + TAILS + "`");
    }

    @Test
    void nodeIsRefusedNothing(@TempDir Path folder) throws Exception {
        allow(List.of(NODE.split(" ")));
        JsonObject section = new JsonObject()
                .put("enabled", true)
                .put("port", redis.port())
                .put("user", "parley")
                .put("password", "secret");

        try (TestNode node = TestNode.withRedis(folder, section)) {
            TestClient client = node.connect(null);
            client.send(TestClient.chat("c1", "hello"));
            client.next("ai_reply");
            Awaitility.await()
                    .untilAsserted(() ->
                            assertThat(ask("ZCARD", "ws:tail:p1").toInteger()).isEqualTo(2));
            assertThat(ask("HLEN", "ws:user:u1").toInteger()).isEqualTo(1);
            Awaitility.await().untilAsserted(() -> assertThat(connections()).isEqualTo(3));
        }

        assertThat(refused()).isEmpty();
    }

    @Test
    void copyOfTheLatestEntriesIsRefusedNothingAndCouldDoWithNothingLess() throws Exception {
        List<String> all = List.of(TAILS.split(" "));
        allow(all);

        useTails().await(10, SECONDS);

        assertThat(refused()).isEmpty();
        for (String right : all) {
            List<String> less = new ArrayList<>(all);
            less.remove(right);
            allow(less);
            useTails().transform(end -> Future.succeededFuture()).await(10, SECONDS);
            assertThat(refused()).as("without " + right).isNotEmpty();
        }
    }

    /** All that is done with the copy of a conversation, another one each time. Fails with what is refused first. */
    private Future<Void> useTails() throws Exception {
        String conversation = "used" + ++uses;
        ask("SCRIPT", "FLUSH");
        RedisConfig config = new RedisConfig(true, "127.0.0.1", redis.port(), 1, "parley", "secret", 5_000, 64);
        RedisLink link = new RedisLink(vertx, config);
        RedisTails tails = new RedisTails(link, 1, 1_000, Duration.ofHours(1));
        return link.start()
                .compose(up -> tails.append(conversation, 1, List.of(item(1), item(2))))
                .compose(added -> tails.append(conversation, 1, List.of(item(4))))
                .compose(added -> tails.read(conversation))
                .compose(items -> tails.forget(conversation))
                .eventually(link::close);
    }

    private static TailItem item(long seq) {
        return new TailItem(seq, "m" + seq, "m" + (seq - 1), "body");
    }

    private void allow(List<String> rights) throws Exception {
        List<String> user = new ArrayList<>(List.of("SETUSER", "parley", "reset", "on", ">secret"));
        user.addAll(rights);
        ask("ACL", user.toArray(String[]::new));
        ask("ACL", "LOG", "RESET");
    }

    /** What was refused since {@link #allow}. */
    private List<String> refused() throws Exception {
        List<String> refused = new ArrayList<>();
        ask("ACL", "LOG").forEach(one -> refused.add(one.toString()));
        return refused;
    }

    /** How many of the user's there are. */
    private long connections() throws Exception {
        return ask("CLIENT", "LIST")
                .toString()
                .lines()
                .filter(line -> line.contains(" user=parley "))
                .count();
    }

    private Response ask(String command, String... arguments) throws Exception {
        Request request = Request.cmd(Command.create(command));
        List.of(arguments).forEach(request::arg);
        return admin.send(request).await(10, SECONDS);
    }
}
