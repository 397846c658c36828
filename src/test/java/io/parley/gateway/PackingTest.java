package io.parley.gateway;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.bus.ReadReply;
import io.parley.ops.SlowReaderMeters.Step;
import io.parley.protocol.BadMessage;
import io.parley.protocol.Compression;
import io.parley.protocol.Lang;
import io.parley.protocol.Logged;
import io.parley.protocol.ServerMessage;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.zip.InflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several messages in one, and long ones compressed, for clients that ask for it. */
class PackingTest extends GatewayFixture implements SendQueue.Listener {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final String ME = "/ws?project_id=p1&user_id=u1";
    private static final JsonObject PATIENT =
            new JsonObject("{\"batch\":{\"messages\":3,\"bytes\":4000,\"delay_ms\":10000}}");

    private final WebSocketClient clients = vertx.createWebSocketClient();
    private final MemorySocket socket = new MemorySocket();
    private final List<String> sent = new ArrayList<>();

    @Test
    void batchIsWrittenWhenThereAreEnoughMessagesAndNotBefore() {
        SendQueue queue = queue(8, true);

        queue.offer(frame("a"));
        queue.offer(frame("b"));
        int early = socket.waiting();
        queue.offer(frame("c"));

        assertThat(early).isZero();
        assertThat(contents(socket.take())).containsExactly("a", "b", "c");
        assertThat(sent).containsExactly("a", "b", "c");
        assertThat(queue.isIdle()).isTrue();
    }

    @Test
    void textThatWaitedForCompanyAndHadToGoIsReadFromTheLogAtOnce() {
        List<Long> readAfter = new ArrayList<>();
        Feed feed = new Feed("u1", queue(8, false), new Feed.Reader() {
            @Override
            public Future<ReadReply> read(long afterSeq) {
                readAfter.add(afterSeq);
                return Promise.<ReadReply>promise().future();
            }

            @Override
            public void unmendable(long seq) {}

            @Override
            public void fellBehind() {}

            @Override
            public void overflow() {}
        });
        feed.registered(List.of(), FeedFixture.reply(List.of(), false), false);

        feed.push(Push.of(delta(0, "a")), null); // waits for company; nothing is on its way
        feed.push(Push.of(delta(1, "x".repeat(64 * 1024))), null); // larger than the queue

        assertThat(readAfter).containsExactly(0L);
    }

    private static ServerMessage delta(int offset, String content) {
        return new ServerMessage.AiDelta(1, "p1", "a1", "t1", 1, offset, content, null, null);
    }

    @Test
    void batchIsWrittenWhenThereAreEnoughBytes() {
        SendQueue queue = queue(8, false);

        queue.offer(frame("a"));
        queue.offer(frame("x".repeat(4_000)));

        assertThat(contents(socket.take())).containsExactly("a");
        assertThat(contents(socket.take())).containsExactly("x".repeat(4_000));
    }

    @Test
    void whatWaitsForCompanyGoesBeforeTheLastWord() {
        SendQueue queue = queue(8, true);
        queue.offer(frame("a"));

        queue.finish(frame("bye"));

        assertThat(contents(socket.take())).containsExactly("a");
        assertThat(contents(socket.take())).containsExactly("bye");
    }

    @Test
    void whatWaitsForCompanyGoesBeforeTheGatewayHasStopped() throws Exception {
        conversation.serve();
        String id = startGateway(PATIENT);
        BlockingQueue<String> heard = listen(ME + "&batch=1");

        Future<Void> stopped = vertx.undeploy(id);

        JsonArray told = new JsonObject(heard.poll(8, SECONDS)).getJsonArray("messages");
        assertThat(told.stream().map(one -> ((JsonObject) one).getString("status")))
                .containsExactly("connected", "draining");
        stopped.await(10, SECONDS);
    }

    @Test
    void boundCountsWhatIsInBatchesMessageByMessage() {
        SendQueue queue = queue(8, true);

        int taken = 0;
        while (taken < 20 && queue.offer(frame(String.valueOf(taken)))) {
            taken++;
        }
        List<String> first = contents(socket.take());
        boolean again = queue.offer(frame("more"));

        assertThat(taken).isEqualTo(8);
        assertThat(first).containsExactly("0", "1", "2");
        assertThat(again).isTrue();
    }

    @Test
    void messageThatFollowsNobodyIsWrittenAfterTheDelayAndByItself() throws Exception {
        start();
        BlockingQueue<String> heard = listen(ME + "&batch=1");

        JsonObject connected = new JsonObject(heard.poll(5, SECONDS));

        assertThat(connected.getString("status")).isEqualTo("connected");
    }

    @Test
    void whatIsSaidAtOnceComesAsOneInItsOrder() throws Exception {
        start(new JsonObject("{\"batch\":{\"delay_ms\":1000}}"));
        BlockingQueue<String> heard = listen(ME + "&batch=1");
        assertThat(heard.poll(5, SECONDS)).contains("connected");

        for (String content : List.of("一", "二", "三")) {
            tell(content);
        }

        assertThat(contents(heard.poll(5, SECONDS))).containsExactly("一", "二", "三");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ws?project_id=p1&user_id=u1", "/sockjs/0/s1/websocket?project_id=p1&user_id=u1"})
    void longMessageComesCompressedWhereThatIsSmaller(String path) throws Exception {
        start();
        BlockingQueue<String> heard = listen(path + "&compress=deflate");
        List<String> texts = List.of("short", "好的，👌".repeat(200), noise());

        List<JsonObject> messages = new ArrayList<>(List.of(message(heard.poll(5, SECONDS))));
        texts.forEach(this::tell);
        while (messages.size() < 4) {
            messages.add(message(heard.poll(5, SECONDS)));
        }

        assertThat(messages)
                .extracting(one -> one.getString("type"))
                .containsExactly("status", "notice", "compressed", "notice");
        assertThat(inflated(messages.get(2)).getString("content")).isEqualTo(texts.get(1));
        assertThat(messages.get(3).getString("content")).isEqualTo(texts.get(2));
    }

    @Test
    void batchIsCompressedAsAWhole() {
        SendQueue queue = queue(8, true);

        for (int i = 0; i < 3; i++) {
            queue.offer(frame("永".repeat(300)));
        }

        JsonObject all = inflated(new JsonObject(socket.take()));
        assertThat(all.getString("type")).isEqualTo("batch");
        assertThat(all.getJsonArray("messages")).hasSize(3);
    }

    @Test
    void whoDoesNotAskOrMayNotGetsEachMessageAsItIs() throws Exception {
        start(new JsonObject("{\"batch\":{\"enabled\":false},\"compress\":{\"enabled\":false}}"));
        BlockingQueue<String> heard = listen(ME + "&batch=1&compress=deflate");
        assertThat(heard.poll(5, SECONDS)).contains("connected");

        tell("好的，👌".repeat(200));

        assertThat(message(heard.poll(5, SECONDS)).getString("type")).isEqualTo("notice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"batch=yes", "compress=brotli"})
    void whatCannotBeAskedForIsRefused(String parameter) {
        int at = parameter.indexOf('=');
        MultiMap query = MultiMap.caseInsensitiveMultiMap()
                .add("project_id", "p1")
                .add(parameter.substring(0, at), parameter.substring(at + 1));

        assertThatThrownBy(() -> Handshake.of(query))
                .isInstanceOf(BadMessage.class)
                .hasMessageContaining(parameter.substring(0, at));
    }

    @Test
    void goldenFilesAreWhatIsWritten() throws IOException {
        JsonObject batch = new JsonObject(Files.readString(GOLDEN.resolve("packed/batch.json")));
        JsonObject compressed = new JsonObject(Files.readString(GOLDEN.resolve("packed/compressed.json")));
        JsonObject original = inflated(compressed);
        var compression = new Compression();

        JsonObject ownBatch = new JsonObject(Compression.batch(
                batch.getJsonArray("messages").stream().map(String::valueOf).toList()));
        JsonObject ownCompressed = new JsonObject(String.valueOf(compression.compressed(original.encode())));
        compression.close();

        assertThat(ownBatch.put("timestamp", batch.getLong("timestamp"))).isEqualTo(batch);
        assertThat(ownCompressed.fieldNames()).isEqualTo(compressed.fieldNames());
        assertThat(inflated(ownCompressed)).isEqualTo(original);
        assertThat(compressed.getInteger("original"))
                .isEqualTo(original.encode().getBytes(StandardCharsets.UTF_8).length);
    }

    @Override
    public void sent(Frame frame) {
        sent.add(new JsonObject(frame.text()).getString("content"));
    }

    @Override
    public void moved() {}

    @Override
    public void drained() {}

    @Override
    public void slow(Step step, int times) {}

    private SendQueue queue(int messages, boolean compresses) {
        var queue = new SendQueue(new GatewayConfig.Queue(messages, 64 * 1024, 10_000), socket, this);
        var packing = new Packing(vertx, GatewayConfig.of(PATIENT), System::nanoTime);
        queue.packAs(packing.packerOf(new Handshake("p1", null, null, Lang.EN, true, compresses)));
        return queue;
    }

    private static Frame frame(String content) {
        return Frame.of(new Logged.Notice(1, "p1", 1, "m", null, null, content, null));
    }

    private BlockingQueue<String> listen(String path) throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        ClientWebSocket client = clients.webSocket().textMessageHandler(text -> {
            if (!"o".equals(text) && !"h".equals(text)) {
                heard.add(text);
            }
        });
        client.connect(new WebSocketConnectOptions()
                        .setHost("127.0.0.1")
                        .setPort(port)
                        .setURI(path))
                .await(5, SECONDS);
        return heard;
    }

    /** As an application does. */
    private void tell(String content) {
        vertx.eventBus()
                .publish("user.push.u1", new JsonObject().put("type", "notice").put("content", content));
    }

    private static JsonObject message(String text) {
        return new JsonObject(text.startsWith("a") ? new JsonArray(text.substring(1)).getString(0) : text);
    }

    private static List<String> contents(String text) {
        JsonObject message = new JsonObject(text);
        JsonArray messages = message.getJsonArray("messages", new JsonArray().add(message));
        return messages.stream()
                .map(one -> ((JsonObject) one).getString("content"))
                .toList();
    }

    private static String noise() {
        byte[] bytes = new byte[3_000];
        new Random(1).nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static JsonObject inflated(JsonObject compressed) {
        var original = new ByteArrayOutputStream();
        try (var inflating = new InflaterOutputStream(original)) {
            inflating.write(Base64.getDecoder().decode(compressed.getString("compressed")));
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
        return new JsonObject(original.toString(StandardCharsets.UTF_8));
    }
}
