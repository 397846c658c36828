package io.parley.launcher;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import io.parley.FreePorts;
import io.parley.client.TestClient;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application of somebody else in the cluster of a node, as {@code src/docs/protocol.md} lets it be: by JSON alone. */
class ThirdPartyTest {
    private static final String APP = "app-1";
    private static final String APP_PUSH = "app.1.push";

    private final int port = FreePorts.one();
    private final Path folder;
    private final Vertx own = Vertx.vertx();
    private ChildProcess node;
    private Vertx application;
    private EventBus bus;
    private int web;

    ThirdPartyTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @BeforeEach
    void start() throws Exception {
        List<String> args = new ArrayList<>(List.of("run", "gateway", "conversation", "--cluster"));
        args.addAll(List.of("--port", "0", "--ops-port", "0", "--set", "conversation.agent=echo"));
        args.addAll(List.of("--set", "store.kind=memory", "--set", "cluster.name=third-" + port));
        args.addAll(List.of("--set", "cluster.port=" + port, "--set", "cluster.members=127.0.0.1:" + port));
        node = ChildProcess.start(folder, args.toArray(String[]::new));
        node.line("ready in .*");
        web = URI.create(node.line("http://localhost:[0-9]+")).getPort();
        application = application();
        bus = application.eventBus();
    }

    @AfterEach
    void close() throws Exception {
        application.close().await(30, SECONDS);
        own.close().await(10, SECONDS);
        node.close();
    }

    @Test
    void publishesToAUserAndHearsWhatConversationsPush() throws Exception {
        try (var client = new TestClient(own, web)) {
            client.next("status");
            BlockingQueue<JsonObject> heard = hear("user.push.u1");

            bus.publish("user.push.u1", new JsonObject().put("type", "news").put("text", "你好 👋"));
            assertThat(client.next("news").getString("text")).isEqualTo("你好 👋");
            JsonObject pushed = ask(
                    "conv.push",
                    new JsonObject()
                            .put("id", "n1")
                            .put("project_id", "p1")
                            .put("message", new JsonObject().put("content", "logged")));
            assertThat(pushed.getBoolean("success")).isTrue();
            assertThat(pushed.getInteger("seq")).isEqualTo(1);
            assertThat(client.next("notice").getString("content")).isEqualTo("logged");

            assertThat(heard.poll(10, SECONDS).getString("type")).isEqualTo("news");
            assertThat(next(heard, "notice").getInteger("seq")).isEqualTo(1);
            JsonObject shown = ask(
                    "gateway.push",
                    new JsonObject().put("user_id", "u1").put("message", new JsonObject().put("type", "counted")));
            assertThat(shown.getInteger("count")).isEqualTo(1);
            assertThat(client.next("counted")).isNotNull();
        }
    }

    @Test
    void takesPartInAConversationUnderAnAddressOfItsOwn() throws Exception {
        BlockingQueue<JsonObject> heard = hear(APP_PUSH);
        bus.<JsonObject>consumer(
                "gateway." + APP,
                beat -> bus.send(
                        "conv.ack." + beat.body().getString("from"),
                        new JsonObject()
                                .put("gateway", APP)
                                .put("push_to", "gateway." + APP)
                                .put("n", 0)));
        JsonObject registered = ask(
                "conv.register",
                new JsonObject()
                        .put("connection_id", APP)
                        .put("user_id", "robot")
                        .put("project_id", "p1")
                        .put("gateway", APP)
                        .put("push_to", APP_PUSH)
                        .put("lang", "en"));
        assertThat(registered.getBoolean("success")).isTrue();

        JsonObject handled = ask(
                "conv.handle." + registered.getString("owner"),
                new JsonObject()
                        .put("connection_id", APP)
                        .put("user_id", "robot")
                        .put("project_id", "p1")
                        .put("deadline", System.currentTimeMillis() + 5_000)
                        .put(
                                "message",
                                new JsonObject()
                                        .put("type", "chat")
                                        .put("id", "c1")
                                        .put("content", "你好")));

        assertThat(handled.getJsonObject("response").getString("type")).isEqualTo("ack");
        JsonObject reply = next(heard, "ai_reply");
        assertThat(reply.getString("content")).isEqualTo("你好");
    }

    @Test
    void programOfTheReadmeShowsPushesAndTakesPart() throws Exception {
        try (var alice = new TestClient(own, web, "alice", "demo");
                var terminal = terminalOfAlice();
                var program =
                        ChildProcess.startProgram(folder, Files.writeString(folder.resolve("App.java"), program()))) {
            program.line("handled: \\{\"type\":\"ack\".*");

            List<JsonObject> notices = List.of(alice.next("notice"), alice.next("notice"), alice.next("notice"));
            assertThat(notices)
                    .extracting(notice -> notice.getString("content"))
                    .containsExactlyInAnyOrder("Your file is ready 📎", "Lunch is ready 🍜", "Order 17 is paid.");
            assertThat(notices)
                    .allSatisfy(
                            notice -> assertThat(notice.getLong("timestamp")).isNotNull());
            assertThat(alice.next("ai_reply").getString("status")).isEqualTo("complete");
            terminal.line("assistant: Please echo the bus 👋");
            assertThat(terminal.seen())
                    .contains("notice: Your file is ready 📎", "notice: Order 17 is paid.")
                    .noneMatch(line -> line.contains("connection lost"));
        }
    }

    @Test
    void programOfTheReadmeHearsTheConversation() throws Exception {
        try (var program =
                ChildProcess.startProgram(folder, Files.writeString(folder.resolve("App.java"), program()))) {
            program.line("heard: .*\"type\":\"ai_reply\".*");
            program.line("heard: null"); // a beat
        }
    }

    private ChildProcess terminalOfAlice() throws Exception {
        List<String> args =
                List.of("chat", "--user", "alice", "--project", "demo", "--url", "ws://127.0.0.1:" + web + "/ws");
        ChildProcess terminal = ChildProcess.start(folder, args.toArray(String[]::new));
        terminal.line("\\[connected;.*");
        return terminal;
    }

    /** The Java of the README, in the cluster of this test. */
    private String program() throws Exception {
        Matcher block = Pattern.compile("```java\\n(Config config = .*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("README.md")));
        assertThat(block.find()).isTrue();
        String body = block.group(1)
                .replace("\"parley\"", "\"third-" + port + "\"")
                .replace("127.0.0.1:5701", "127.0.0.1:" + port);
        return """
                import com.hazelcast.config.*;
                import io.vertx.core.*;
                import io.vertx.core.eventbus.*;
                import io.vertx.core.json.*;
                import io.vertx.spi.cluster.hazelcast.*;

                class App {
                    public static void main(String[] args) {
                        %s
                    }
                }
                """.formatted(body);
    }

    private BlockingQueue<JsonObject> hear(String address) throws Exception {
        BlockingQueue<JsonObject> heard = new LinkedBlockingQueue<>();
        bus.<JsonObject>consumer(address, message -> heard.add(message.body()))
                .completion()
                .await(10, SECONDS);
        return heard;
    }

    /** The next message of {@code type} in the envelopes that were heard. */
    private static JsonObject next(BlockingQueue<JsonObject> heard, String type) throws InterruptedException {
        for (JsonObject body = heard.poll(10, SECONDS); body != null; body = heard.poll(10, SECONDS)) {
            for (Object message : body.getJsonArray("messages", new JsonArray())) {
                if (type.equals(((JsonObject) message).getString("type"))) {
                    return (JsonObject) message;
                }
            }
        }
        throw new AssertionError("no " + type + " came");
    }

    private JsonObject ask(String address, JsonObject body) throws Exception {
        return bus.<JsonObject>request(address, body).await(10, SECONDS).body();
    }

    private Vertx application() throws Exception {
        Config config = ConfigUtil.loadConfig().setClusterName("third-" + port);
        config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
        JoinConfig join = config.getNetworkConfig().getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(true).addMember("127.0.0.1:" + port);
        return Vertx.builder()
                .with(new VertxOptions().setEventBusOptions(new EventBusOptions().setHost("127.0.0.1")))
                .withClusterManager(new HazelcastClusterManager(config))
                .buildClustered()
                .await(60, SECONDS);
    }
}
