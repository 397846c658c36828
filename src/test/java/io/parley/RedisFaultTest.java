package io.parley;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.client.TestClient;
import io.parley.faults.Row;
import io.parley.protocol.ClientMessage;
import io.parley.protocol.CommandName;
import io.parley.redis.RedisLink;
import io.parley.redis.RedisServer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node whose Redis is killed, frozen or emptied: chats go on, the log is complete, and the directory is right again. */
class RedisFaultTest {
    private static final Duration LONGEST = Duration.ofSeconds(3);

    private final Vertx vertx = Vertx.vertx();
    private final RedisServer redis;
    private final TestNode node;
    private final RedisLink reader;
    private int chats;

    RedisFaultTest(@TempDir Path folder) throws Exception {
        redis = RedisServer.start();
        node = TestNode.withRedis(folder, redis);
        reader = new RedisLink(vertx, redis.config(Duration.ofSeconds(2)));
        reader.start().await(10, SECONDS);
    }

    @AfterEach
    void close() throws Exception {
        node.close();
        vertx.close().await(20, SECONDS);
        redis.close();
    }

    @Row(14)
    @Test
    void killedRedis() throws Exception {
        TestClient client = node.connect(null);
        chat(client);

        redis.kill();
        chatFor(client, Duration.ofSeconds(2));
        TestClient newcomer = node.connect(null);
        redis.restart();

        chat(newcomer);
        awaitListed(client, newcomer);
        assertLogIsComplete(client);
    }

    @Row(15)
    @Test
    void frozenRedisForAWhile() throws Exception {
        freeze(Duration.ofSeconds(3));
    }

    @Row(15)
    @Tag("slow")
    @Test
    void frozenRedis() throws Exception {
        freeze(Duration.ofSeconds(25));
    }

    @Row(16)
    @Test
    void flushedRedis() throws Exception {
        TestClient client = node.connect(null);
        chat(client);
        awaitListed(client);

        reader.send(Request.cmd(Command.FLUSHALL)).await(10, SECONDS);

        chat(client);
        awaitListed(client);
        assertLogIsComplete(client);
    }

    private void freeze(Duration length) throws Exception {
        TestClient client = node.connect(null);
        chat(client);

        redis.freeze();
        TestClient newcomer = connectInTime();
        chatFor(client, length);
        chat(newcomer);
        redis.thaw();

        awaitListed(client, newcomer);
        assertLogIsComplete(client);
    }

    private TestClient connectInTime() throws Exception {
        long asked = System.nanoTime();
        TestClient newcomer = node.connect(null);
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(LONGEST);
        return newcomer;
    }

    private void chatFor(TestClient client, Duration length) throws Exception {
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < length.toNanos()) {
            chat(client);
        }
    }

    /** One question and its answer, each of which comes in time. */
    private void chat(TestClient client) throws Exception {
        String id = "c" + ++chats;
        long asked = System.nanoTime();
        client.send(TestClient.chat(id, "你好 👋 " + id));
        client.upTo("ack", ack -> id.equals(ack.getString("id")));
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(LONGEST);
        client.upTo("ai_reply", reply -> ("你好 👋 " + id).equals(reply.getString("content")));
    }

    /** Each question with its answer, and nothing else. */
    private void assertLogIsComplete(TestClient client) throws Exception {
        JsonObject last = new JsonObject().put("limit", Math.min(200, 2 * chats));
        client.send(new ClientMessage.Command("h1", CommandName.HISTORY, last, null, null));
        JsonArray messages = client.next("history").getJsonArray("messages");

        List<Long> seqs = messages.stream()
                .map(message -> ((JsonObject) message).getLong("seq"))
                .toList();
        assertThat(seqs)
                .containsExactlyElementsOf(LongStream.rangeClosed(2L * chats - seqs.size() + 1, 2L * chats)
                        .boxed()
                        .toList());
    }

    private void awaitListed(TestClient... clients) {
        Awaitility.await()
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(listed()).isEqualTo(clients.length));
    }

    /** How many connections of the user the directory has: the index and the hashes alike. */
    private long listed() throws Exception {
        Response ids = reader.send(Request.cmd(Command.HKEYS, "ws:user:u1")).await(10, SECONDS);
        Request hashes = Request.cmd(Command.EXISTS);
        StreamSupport.stream(ids.spliterator(), false).forEach(id -> hashes.arg("ws:conn:" + id));
        return ids.size() == 0 ? 0 : reader.send(hashes).await(10, SECONDS).toLong();
    }
}
