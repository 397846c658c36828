package io.parley.gateway;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.util.internal.PlatformDependent;
import io.parley.client.TestClient;
import io.parley.faults.Figures;
import io.parley.faults.Row;
import io.parley.model.Screen;
import io.parley.ops.Metrics;
import io.parley.protocol.Logged;
import io.parley.protocol.ServerMessage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that read slowly, or never, over real sockets; and all others beside them. */
@Row(20)
class SlowReaderTest extends GatewayFixture {
    private static final String WEBSOCKET = "/ws?project_id=p1&user_id=";
    private static final String SOCKJS = "/sockjs/0/s%d/websocket?project_id=p1&user_id=";
    private static final String FOUR_KB = "x".repeat(4_000);
    private static final double MIB = 1024 * 1024;
    private static final long A_READER = 8L * 1024 * 1024;
    /** So many messages are less than the queue of a reader takes, 256. */
    private static final int FULL = 250;

    private static final Duration UNAFFECTED = Duration.ofMillis(250);

    private final List<RawSocket> lazy = new ArrayList<>();

    @Test
    void whoNeverReadsIsClosedAtTheBoundAndAllOthersHearAll(Figures figures) throws Exception {
        start();
        tenOf(WEBSOCKET, "u2");
        tenOf(SOCKJS, "u3");
        try (var reader = connected()) {
            long before = memory();
            List<Long> waited = new ArrayList<>();
            floods(0, FULL, reader, new ArrayList<>()); // the first are slow for another reason: all is new
            long most = memory() - before;
            assertThat(meter("closed")).as("what waits is the most now").isZero();
            floods(FULL, 5_000, reader, waited);

            for (RawSocket never : lazy) {
                assertThat(conversation.unregistered.poll(5, SECONDS).reason()).isEqualTo("slow_consumer");
                assertThat(closed(never)).contains("SLOW_CONSUMER");
            }
            assertThat(most).isLessThan(lazy.size() * A_READER);
            assertThat(memory() - before).as("in the end").isLessThan(lazy.size() * A_READER);
            waited.sort(Long::compare);
            Duration p95 = Duration.ofNanos(waited.get(waited.size() * 95 / 100));
            assertThat(p95).as("others hear 50 messages").isLessThan(UNAFFECTED);
            figures.add("a reader at most, MiB", String.format(Locale.ROOT, "%.2f", most / MIB / lazy.size()))
                    .add("others' p95", p95);
            assertThat(meter("closed")).isEqualTo(lazy.size());
        }
    }

    @Test
    void whoTakesNothingForTooLongIsClosedAndLosesNothing() throws Exception {
        start(new JsonObject("{\"queue\":{\"stalled_ms\":1000}}"));
        takesNothing();
    }

    /** As it is by default. */
    @Test
    @Tag("slow")
    void whoTakesNothingForTenSecondsIsClosedAndLosesNothing() throws Exception {
        start();
        takesNothing();
    }

    private void takesNothing() throws Exception {
        JsonObject connected = tenOf(WEBSOCKET, "u2");
        tenOf(SOCKJS, "u3");
        try (var reader = connected()) {
            for (int i = 1; i <= 1_000; i++) {
                Logged entry = new Logged.Notice(1, "p1", i, "m" + i, null, null, FOUR_KB, null);
                conversation.log.add(entry);
                List.of("u1", "u2", "u3").forEach(user -> conversation.push(user, entry));
                if (i % 100 == 0) {
                    reader.upTo("notice", notice -> notice.getLong("seq") % 100 == 0);
                }
            }

            for (int i = 0; i < lazy.size(); i++) {
                assertThat(conversation.unregistered.poll(20, SECONDS).reason()).isEqualTo("slow_consumer");
            }
            Screen screen = new Screen();
            screen.take(connected);
            assertThat(closed(lazy.get(0), screen)).contains("SLOW_CONSUMER");
            try (var back = new TestClient(vertx, to("p1").withUser("u2").resuming(null, screen.lastSeq()))) {
                back.upTo("notice", notice -> notice.getLong("seq") == 1_000).forEach(screen::take);
            }
            assertThat(screen.seqs())
                    .isEqualTo(LongStream.rangeClosed(1, 1_000).boxed().toList());
            assertThat(screen.repeats()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {WEBSOCKET, SOCKJS})
    void whoReadsSlowlyShowsAllOfAnAnswerAndIsNotClosed(String uri) throws Exception {
        start(new JsonObject("{\"queue\":{\"messages\":32,\"bytes\":65536}}"));
        Screen screen = new Screen();
        try (var slow = RawSocket.small(port, uri.formatted(1) + "u1")) {
            take(slow, screen);
            StringBuilder text = new StringBuilder();
            IntStream.range(0, 60).forEach(i -> tenPieces(text));
            await().until(() -> meter("snapshot") > 0);
            for (int i = 0; i < 60; i++) {
                tenPieces(text);
                take(slow, screen);
                assertThat(text.toString()).startsWith(screen.content("a1"));
            }
            ServerMessage end = end(text.toString());
            conversation.running.clear();
            conversation.push(end);
            while (screen.lastSeq() < 1) {
                take(slow, screen);
            }

            assertThat(screen.content("a1")).isEqualTo(text.toString());
            assertThat(screen.asksToResume()).isFalse();
            assertThat(meter("merged")).isPositive();
            assertThat(meter("dropped")).isPositive();
            assertThat(meter("closed")).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {WEBSOCKET, SOCKJS})
    void whoReadsSlowlySeesAllOfTheLogAndIsNotClosed(String uri) throws Exception {
        start(new JsonObject("{\"queue\":{\"messages\":32,\"bytes\":65536}}"));
        Screen screen = new Screen();
        try (var slow = RawSocket.small(port, uri.formatted(1) + "u1")) {
            take(slow, screen);
            for (int i = 1; i <= 1_000; i++) {
                Logged entry = new Logged.Notice(1, "p1", i, "m" + i, null, null, FOUR_KB, null);
                conversation.log.add(entry);
                conversation.push(entry);
                if (i % 10 == 0) {
                    take(slow, screen);
                }
            }
            await().until(() -> meter("snapshot") > 0);
            while (screen.lastSeq() < 1_000) {
                take(slow, screen);
            }

            assertThat(screen.repeats()).isZero();
            assertThat(meter("closed")).isZero();
        }
    }

    @Test
    void longMessageIsReadInPiecesByWhoeverTakesItsTime() throws Exception {
        start(new JsonObject("{\"queue\":{\"stalled_ms\":1500},\"heartbeat_ms\":700}"));
        String text = "你👋".repeat(300_000);
        try (var slow = RawSocket.small(port, WEBSOCKET + "u1")) {
            slow.readMessage();
            vertx.eventBus()
                    .publish("user.push.u1", new JsonObject().put("type", "big").put("text", text));

            Screen screen = new Screen();
            JsonObject big = take(slow, screen);
            while (!big.containsKey("text")) {
                big = take(slow, screen);
            }

            assertThat(big.getString("text")).isEqualTo(text);
            assertThat(meter("closed")).isZero();
        }
    }

    /** Ten that read that they are connected, and nothing after; returns that of the last. */
    private JsonObject tenOf(String uri, String userId) throws Exception {
        JsonObject connected = new JsonObject();
        for (int i = 0; i < 10; i++) {
            RawSocket never = RawSocket.small(port, uri.formatted(i) + userId);
            lazy.add(never);
            connected = take(never, new Screen());
        }
        return connected;
    }

    /** From one number to another, at the pace of {@code reader}, who hears each 50 together; for so long it waited for them. */
    private void floods(int from, int to, TestClient reader, List<Long> waited) throws Exception {
        for (int i = from; i < to; i++) {
            flood(i, "u1", "u2", "u3");
            if (i % 50 == 49) {
                int newest = i;
                long began = System.nanoTime();
                assertThat(reader.upTo("flood", message -> message.getInteger("i") == newest))
                        .hasSize(50);
                waited.add(System.nanoTime() - began);
            }
        }
    }

    private void flood(int i, String... users) {
        for (String user : users) {
            JsonObject message =
                    new JsonObject().put("type", "flood").put("i", i).put("text", FOUR_KB);
            vertx.eventBus().publish("user.push." + user, message);
        }
    }

    /** Vert.x waits for the network to take the close frame before it closes; a socket that is never read would stay. */
    @Test
    @Tag("slow")
    void socketOfWhoNeverReadsIsGoneInTheEnd() throws Exception {
        start(new JsonObject("{\"queue\":{\"stalled_ms\":500},\"heartbeat_ms\":6000}"));
        for (String uri : List.of(WEBSOCKET, SOCKJS)) {
            RawSocket never = RawSocket.small(port, uri.formatted(0) + "u2");
            take(never, new Screen());
            IntStream.range(0, 200).forEach(i -> flood(i, "u2"));
            assertThat(conversation.unregistered.poll(5, SECONDS).reason()).isEqualTo("slow_consumer");

            await().atMost(Duration.ofSeconds(30)).until(() -> !canWrite(never));
        }
    }

    private static boolean canWrite(RawSocket socket) {
        try {
            socket.frame(RawSocket.PONG, true, new byte[0]);
            return true;
        } catch (IOException reset) {
            return false;
        }
    }

    /** An answer grows by ten pieces; what is running is at least what was pushed. */
    private void tenPieces(StringBuilder text) {
        IntStream.range(0, 10).forEach(i -> {
            String piece = "你好 👋 ".repeat(100) + text.length();
            int offset = text.length();
            text.append(piece);
            conversation.runs(new ServerMessage.AiSnapshot(1, "p1", "a1", "t1", 1, null, null, text.toString(), ""));
            conversation.push(new ServerMessage.AiDelta(1, "p1", "a1", "t1", 1, offset, piece, null, null));
        });
    }

    private ServerMessage end(String text) {
        Logged end = new Logged.AiReply(
                1,
                "p1",
                1,
                "a1",
                "t1",
                1,
                null,
                null,
                text,
                "",
                false,
                Logged.AiReply.Outcome.COMPLETE,
                null,
                null,
                List.of());
        conversation.log.add(end);
        return end;
    }

    /** The next message; of several in a frame of SockJS the last. */
    private static JsonObject take(RawSocket socket, Screen screen) throws Exception {
        RawSocket.Frame frame = socket.readMessage();
        if (frame.opcode() == RawSocket.CLOSE) {
            throw new AssertionError("closed with " + frame.closeCode());
        }
        List<JsonObject> messages = messages(frame.text());
        messages.forEach(screen::take);
        return messages.isEmpty() ? take(socket, screen) : messages.get(messages.size() - 1);
    }

    private static List<JsonObject> messages(String text) {
        if (text.startsWith("{")) {
            return List.of(new JsonObject(text));
        }
        return text.startsWith("a")
                ? new JsonArray(text.substring(1))
                        .stream().map(one -> new JsonObject((String) one)).toList()
                : List.of();
    }

    private static String closed(RawSocket never) throws Exception {
        return closed(never, new Screen());
    }

    /** Reads to the end, which is to be one of SockJS or the close code of slow readers; the message before it. */
    private static String closed(RawSocket never, Screen screen) throws Exception {
        JsonObject last = new JsonObject();
        RawSocket.Frame frame = never.readMessage();
        while (frame.opcode() != RawSocket.CLOSE && !frame.text().startsWith("c[")) {
            for (JsonObject message : messages(frame.text())) {
                screen.take(message);
                last = message;
            }
            frame = never.readMessage();
        }
        if (frame.opcode() == RawSocket.CLOSE) {
            assertThat(frame.closeCode()).isEqualTo(4408);
        }
        never.close();
        return last.encode();
    }

    private double meter(String step) {
        return Metrics.of(vertx)
                .scrape()
                .orElseThrow()
                .lines()
                .filter(line -> line.startsWith("parley_slow_readers_total{step=\"" + step + "\"}"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    /** What lives on the heap, and what the sockets have beside it, which is where bytes wait for a network that takes none. */
    private static long memory() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        long direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
        return runtime.totalMemory() - runtime.freeMemory() + Math.max(direct, PlatformDependent.usedDirectMemory());
    }
}
