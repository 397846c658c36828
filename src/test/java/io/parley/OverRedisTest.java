package io.parley;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parley.agent.Agent;
import io.parley.agent.Outcome;
import io.parley.client.TestClient;
import io.parley.conversation.Collaborators;
import io.parley.conversation.ConversationVerticle;
import io.parley.gateway.GatewayVerticle;
import io.parley.ops.Health;
import io.parley.ops.Ports;
import io.parley.redis.RedisServer;
import io.parley.store.Logs;
import io.parley.store.SharedH2File;
import io.parley.store.StoreConfig;
import io.parley.store.StoreConfig.Migrate;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two gateways and two conversation instances that share one Redis and one log, and are no cluster. */
class OverRedisTest {
    /** As operation.md says. */
    private static final String RIGHTS =
            "resetchannels ~ws:* &channel:* &channel:conv:* &parley:canary:* +@connection +@pubsub"
                    + " +@scripting +@transaction +@read +@write +time +select -@dangerous";

    private final RedisServer redis;
    private final SharedH2File log;
    private final List<Vertx> all = new ArrayList<>();
    private final BlockingQueue<Instance> answered = new LinkedBlockingQueue<>();
    private final CountDownLatch thaw = new CountDownLatch(1);
    private final Vertx clients = vertx();
    private final List<Instance> instances = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();

    OverRedisTest(@TempDir Path folder) throws Exception {
        List<String> user = new ArrayList<>(List.of("--user", "parley", "on", ">secret"));
        user.addAll(List.of(RIGHTS.split(" ")));
        redis = RedisServer.start(user.toArray(String[]::new));
        log = SharedH2File.open(new StoreConfig.H2(folder.resolve("log").toString(), false, null, null), Migrate.AUTO);
    }

    @BeforeEach
    void start() throws Exception {
        for (int i = 0; i < 2; i++) {
            instances.add(new Instance());
            ports.add(gateway());
        }
    }

    @AfterEach
    void close() throws Exception {
        thaw.countDown();
        for (Vertx vertx : all) {
            vertx.close().await(20, SECONDS);
        }
        log.close();
        redis.close();
    }

    @Test
    void documentSaysWhatRightsTheUserNeeds() throws Exception {
        assertThat(Files.readString(Path.of("src/docs/operation.md"))).contains("`" + RIGHTS + "`");
    }

    @Test
    void answerStreamsToTheMembersAtBothGatewaysAndIsMadeOnce() throws Exception {
        try (var asker = new TestClient(clients, ports.get(0), "u1", "p1");
                var reader = new TestClient(clients, ports.get(1), "u2", "p1")) {
            reader.next("status");
            asker.next("status");

            asker.send(TestClient.chat("c1", "你好 👋"));

            assertThat(asker.next("ack").getBoolean("duplicate")).isFalse();
            for (TestClient client : List.of(asker, reader)) {
                List<JsonObject> streamed = client.upTo("ai_reply");
                assertThat("你好 👋").startsWith(text(streamed)); // the end of it may come with the reply
                assertThat(streamed.get(streamed.size() - 1).getString("content"))
                        .isEqualTo("你好 👋");
                assertThat(streamed.get(streamed.size() - 1).getInteger("seq")).isEqualTo(2);
            }
            assertThat(answered).hasSize(1);
        }
    }

    @Test
    void anotherTakesOverWhenTheOwnerStandsStill() throws Exception {
        try (var client = new TestClient(clients, ports.get(0), "u1", "p1")) {
            client.next("status");
            client.send(TestClient.chat("c1", "before"));
            client.next("ai_reply");
            Instance owner = answered.poll(10, SECONDS);

            owner.freeze();
            chat(client, "c2", "after");

            assertThat(client.next("ai_reply").getString("content")).isEqualTo("after");
            assertThat(answered.poll(10, SECONDS)).isNotNull().isNotSameAs(owner);
            thaw.countDown();
            chat(client, "c3", "at last");
            JsonObject last = client.next("ai_reply");
            assertThat(last.getString("content")).isEqualTo("at last");
            assertThat(last.getInteger("seq")).isEqualTo(6);
        }
    }

    @Test
    void anotherTakesOverWhenTheOwnerIsStopped() throws Exception {
        try (var client = new TestClient(clients, ports.get(0), "u1", "p1")) {
            client.next("status");
            client.send(TestClient.chat("c1", "before"));
            client.next("ai_reply");
            Instance owner = answered.poll(10, SECONDS);

            owner.vertx.close().await(20, SECONDS);
            chat(client, "c2", "after");

            assertThat(client.next("ai_reply").getString("content")).isEqualTo("after");
            assertThat(answered.poll(10, SECONDS)).isNotNull().isNotSameAs(owner);
        }
    }

    @Test
    void chatGoesOnWhenRedisIsBack() throws Exception {
        try (var client = new TestClient(clients, ports.get(0), "u1", "p1")) {
            client.next("status");
            client.send(TestClient.chat("c1", "before"));
            client.next("ai_reply");

            redis.kill();
            client.send(TestClient.chat("c2", "away"));
            redis.restart();
            chat(client, "c2", "away");

            assertThat(client.next("ai_reply").getString("content")).isEqualTo("away");
        }
    }

    @Test
    void nodesAreNotReadyWhileRedisIsAwayAndServeAsSoonAsTheyAreAgain() throws Exception {
        try (var client = new TestClient(clients, ports.get(0), "u1", "p1")) {
            client.next("status");
            client.send(TestClient.chat("c1", "before"));
            client.next("ai_reply");
            assertThat(reasons()).isEmpty();

            redis.kill();
            await().until(() -> reasons().size() == all.size() - 1);
            assertThat(reasons()).allMatch(why -> why.contains("Redis at 127.0.0.1:" + redis.port()));
            redis.restart();
            await().until(() -> reasons().isEmpty());

            try (var newcomer = new TestClient(clients, ports.get(1), "u2", "p2")) {
                assertThat(newcomer.next().getString("status")).isEqualTo("connected");
                newcomer.send(TestClient.chat("n1", "at once"));
                assertThat(newcomer.next("ack").getString("id")).isEqualTo("n1");
            }
            chat(client, "c2", "after");
            assertThat(client.next("ai_reply").getString("content")).isEqualTo("after");
        }
    }

    /** Why nodes are not ready, one reason for each that is not. */
    private List<String> reasons() throws Exception {
        List<String> reasons = new ArrayList<>();
        for (Vertx vertx : all) {
            reasons.addAll(Health.of(vertx).readiness().await(10, SECONDS).reasons());
        }
        return reasons;
    }

    @Test
    void whatIsAnsweredGoesOnWhenAnotherInstanceStarts() throws Exception {
        try (var client = new TestClient(clients, ports.get(0), "u1", "p1")) {
            client.next("status");
            client.send(TestClient.chat("c1", "slowly"));
            client.next("ack");
            assertThat(answered.poll(10, SECONDS)).isNotNull();

            instances.add(new Instance());
            chat(client, "c2", "meanwhile"); // until the one that is new would have looked for what it could adopt
            thaw.countDown();

            JsonObject reply = client.next("ai_reply");
            assertThat(reply.getString("content")).isEqualTo("slowly");
            assertThat(reply.getInteger("attempt")).isEqualTo(1);
            assertThat(reply.getString("status")).isEqualTo("complete");
            assertThat(client.next("ai_reply").getString("content")).isEqualTo("meanwhile");
        }
    }

    /** Says it again, under the same id, for as long as nobody can take it. */
    private static void chat(TestClient client, String id, String content) throws Exception {
        String answer = "error";
        while (answer.equals("error")) {
            client.send(TestClient.chat(id, content));
            do {
                JsonObject next = client.next();
                answer = id.equals(next.getString("id")) ? next.getString("type") : "";
            } while (!answer.equals("ack") && !answer.equals("error"));
        }
    }

    private static String text(List<JsonObject> streamed) {
        return streamed.stream()
                .filter(message -> "ai_delta".equals(message.getString("type")))
                .map(delta -> delta.getString("content", ""))
                .collect(Collectors.joining());
    }

    private int gateway() throws Exception {
        Vertx vertx = vertx();
        JsonObject config = overRedis().put("port", 0);
        vertx.deployVerticle(new GatewayVerticle(), new DeploymentOptions().setConfig(config))
                .await(20, SECONDS);
        return Ports.of(vertx).find("gateway").orElseThrow();
    }

    private JsonObject overRedis() {
        JsonObject server = new JsonObject()
                .put("enabled", true)
                .put("port", redis.port())
                .put("user", "parley")
                .put("password", "secret");
        return new JsonObject().put("transport", "redis").put("redis", server);
    }

    private Vertx vertx() {
        Vertx vertx = Vertx.vertx();
        all.add(vertx);
        return vertx;
    }

    /** A conversation instance that repeats what it is told, word by word. */
    private final class Instance {
        private final Vertx vertx = vertx();
        private final BlockingQueue<Context> context = new LinkedBlockingQueue<>();

        Instance() throws Exception {
            JsonObject config =
                    overRedis().put("lease_ms", 2_000).put("renew_ms", 200).put("drain_timeout_ms", 20);
            Agent agent = (turn, sink) -> {
                answered.add(this);
                String said = turn.message().content();
                sink.content(said.substring(0, 2));
                Future<?> held = said.equals("slowly")
                        ? vertx.executeBlocking(() -> thaw.await(20, SECONDS))
                        : Future.succeededFuture();
                return held.compose(goOn -> sink.content(said.substring(2))).map(Outcome.complete());
            };
            Collaborators parts = Collaborators.configured().withAgent(agent).withLog(own -> {
                context.add(own.getOrCreateContext());
                return Logs.open(own, new StoreConfig(StoreConfig.Kind.H2, log.config(), null, Migrate.VALIDATE));
            });
            vertx.deployVerticle(new ConversationVerticle(parts), new DeploymentOptions().setConfig(config))
                    .await(20, SECONDS);
        }

        /** Its event loop stands still until {@link #thaw}. */
        void freeze() throws InterruptedException {
            context.take().runOnContext(now -> {
                try {
                    thaw.await();
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
            });
        }
    }
}
