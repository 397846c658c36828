package io.parley.faults.checker;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Many scripted clients of one server, and what is known of it in the end. Its clients live on one event loop of their own;
 * its methods wait for it and are to be called on the thread of a test.
 */
public final class Crowd implements AutoCloseable {
    private static final int PATIENCE_S = 30;
    private static final int LOOK_EVERY_MS = 20;
    private static final int MOST_PENDING = 2;
    private static final int MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final Context context = vertx.getOrCreateContext();
    private final Journal journal;
    private final WebSocketClient sockets;
    private final List<ScriptedClient> clients;
    private int asked;
    private int hops;
    private @Nullable Long talking;

    private Crowd(Setup setup, Journal journal) throws TimeoutException {
        this.journal = journal;
        this.sockets = vertx.createWebSocketClient(new WebSocketClientOptions()
                .setMaxConnections(Integer.MAX_VALUE)
                .setMaxFrameSize(MAX_MESSAGE_BYTES)
                .setMaxMessageSize(MAX_MESSAGE_BYTES)
                .setConnectTimeout(5_000)
                .setClosingTimeout(1));
        this.clients = on(() -> IntStream.range(0, setup.clients())
                .mapToObj(number -> new ScriptedClient(vertx, sockets, setup, journal, number))
                .toList());
    }

    /** Comes, and waits until everybody was let in. */
    public static Crowd gather(Setup setup, Path journal) throws IOException, TimeoutException {
        Crowd crowd = new Crowd(setup, Journal.in(journal));
        try {
            crowd.run(() -> crowd.clients.forEach(ScriptedClient::connect));
            crowd.awaitConnected(Duration.ofSeconds(PATIENCE_S));
            return crowd;
        } catch (TimeoutException | AssertionError failure) {
            crowd.close();
            throw failure;
        }
    }

    /** Lets the client {@code number} ask for {@code words} words, {@code paceMs} apart. */
    public Question ask(int number, int words, int paceMs) throws TimeoutException {
        return on(() -> question(clients.get(number), words, paceMs));
    }

    /** Lets everybody ask one question. */
    public void askAll(int words, int paceMs) throws TimeoutException {
        run(() -> clients.forEach(client -> question(client, words, paceMs)));
    }

    /** Lets the client {@code number} begin a generation task. */
    public void generate(int number, JsonObject args) throws TimeoutException {
        run(() -> command(clients.get(number), "generate", args));
    }

    /** From now on the clients, one after the other, ask one question {@code every} so often. */
    public void talk(Duration every, int words, int paceMs) throws TimeoutException {
        every(every, client -> question(client, words, paceMs));
    }

    /** As {@link #talk}; some questions are cancelled, and some are generation tasks. */
    public void talkAndTask(Duration every, int words, int paceMs) throws TimeoutException {
        every(every, client -> {
            if (asked % 10 == 9) {
                command(client, "generate", new JsonObject().put("steps", words).put("pace_ms", paceMs));
                return;
            }
            Question question = question(client, words, paceMs);
            if (question.number() % 13 == 5) {
                command(client, "cancel", new JsonObject().put("id", "q" + question.number()));
            }
        });
    }

    /** Lets every second one leave for the next gateway, and the others the next time. */
    public void hop() throws TimeoutException {
        int first = hops++ % 2;
        run(() -> IntStream.range(0, clients.size())
                .filter(i -> i % 2 == first)
                .forEach(i -> clients.get(i).hop()));
    }

    /** Ends what {@link #talk} began. */
    public void hush() throws TimeoutException {
        run(() -> {
            if (talking != null) {
                vertx.cancelTimer(talking);
                talking = null;
            }
        });
    }

    /** Lets time pass, in which the others go on. */
    public void pass(Duration time) throws TimeoutException {
        Promise<Void> passed = Promise.promise();
        run(() -> vertx.setTimer(Math.max(1, time.toMillis()), timer -> passed.complete()));
        passed.future().await(time.toMillis() + SECONDS.toMillis(PATIENCE_S), MILLISECONDS);
    }

    /** Waits until everybody is connected, acknowledged, and shows all that there is, with no answer running. */
    public void settle(Duration atMost) throws TimeoutException {
        await("settled", this::unsettled, atMost);
    }

    /** Waits until {@code atLeast} messages were acknowledged, all in all. */
    public void awaitAcknowledged(int atLeast, Duration atMost) throws TimeoutException {
        await(atLeast + " acknowledged", () -> acknowledged() < atLeast ? those(client -> true) : List.of(), atMost);
    }

    private int acknowledged() {
        return clients.stream()
                .mapToInt(client -> client.outbox().acknowledged())
                .sum();
    }

    /** Waits until everybody is connected. */
    public void awaitConnected(Duration atMost) throws TimeoutException {
        await("connected", () -> those(client -> !client.isReady()), atMost);
    }

    /** Waits until everybody has found out that nobody is there any more. */
    public void awaitLost(Duration atMost) throws TimeoutException {
        await("lost", () -> those(ScriptedClient::isReady), atMost);
    }

    /** What was refused for good, as the errors that said so. */
    public List<JsonObject> refused() throws TimeoutException {
        return on(() -> clients.stream()
                .flatMap(client -> client.outbox().refused().stream())
                .toList());
    }

    /** How often clients had to ask for what they missed, on a socket that was open. */
    public int resumes() throws TimeoutException {
        return on(() -> clients.stream().mapToInt(ScriptedClient::resumes).sum());
    }

    /** How many questions were asked. */
    public int asked() throws TimeoutException {
        return on(() -> asked);
    }

    /** The journal up to now. */
    public List<Line> lines() throws TimeoutException, IOException {
        run(journal::flush);
        return Journal.read(journal.file());
    }

    /** All that the judges need, with the logs as a fresh client reads them at {@code gateway}. */
    public Evidence evidence(URI gateway, Evidence.@Nullable Script script) throws TimeoutException, IOException {
        Map<String, Member> readers = new LinkedHashMap<>();
        clients.forEach(client -> readers.putIfAbsent(client.member().projectId(), client.member()));
        Map<String, List<JsonObject>> logs = new LinkedHashMap<>();
        for (Member reader : readers.values()) {
            logs.put(reader.projectId(), composed(() -> LogReader.read(vertx, sockets, gateway, reader)));
        }
        return new Evidence(clients.stream().map(ScriptedClient::member).toList(), lines(), logs, script);
    }

    @Override
    public void close() throws TimeoutException, IOException {
        run(() -> clients.forEach(ScriptedClient::end));
        vertx.close().await(PATIENCE_S, SECONDS);
        journal.close();
    }

    private void every(Duration every, Consumer<ScriptedClient> what) throws TimeoutException {
        run(() -> talking = vertx.setPeriodic(Math.max(1, every.toMillis()), timer -> {
            ScriptedClient next = clients.get(asked % clients.size());
            if (next.outbox().size() < MOST_PENDING) {
                what.accept(next);
            } else {
                asked++;
            }
        }));
    }

    private void command(ScriptedClient client, String command, JsonObject args) {
        client.say(new JsonObject()
                .put("type", "command")
                .put("id", command + ++asked)
                .put("command", command)
                .put("args", args));
    }

    private Question question(ScriptedClient client, int words, int paceMs) {
        Question question = new Question(++asked, words, paceMs);
        client.say(new JsonObject()
                .put("type", "chat")
                .put("id", "q" + question.number())
                .put("content", question.text()));
        return question;
    }

    private List<String> those(Predicate<ScriptedClient> wanted) {
        return clients.stream()
                .filter(wanted)
                .map(client -> client.member().name())
                .toList();
    }

    private List<String> unsettled() {
        Map<String, Long> ends = new LinkedHashMap<>();
        clients.forEach(client ->
                ends.merge(client.member().projectId(), Math.max(client.acknowledgedSeq(), shown(client)), Math::max));
        return clients.stream()
                .filter(client -> !client.isReady()
                        || client.outbox().size() > 0
                        || client.screen().open() > 0
                        || shown(client) < ends.getOrDefault(client.member().projectId(), 0L))
                .map(client -> client.member().name() + (client.isReady() ? "" : " not connected,") + " pending "
                        + client.outbox().size() + ", running "
                        + client.screen().open() + ", shown "
                        + shown(client) + " of " + ends.get(client.member().projectId()))
                .toList();
    }

    private static long shown(ScriptedClient client) {
        Long lastSeq = client.screen().lastSeq();
        return lastSeq == null ? 0 : lastSeq;
    }

    /** Waits until {@code missing} finds nothing any more. */
    private void await(String what, Callable<List<String>> missing, Duration atMost) throws TimeoutException {
        long deadline = System.nanoTime() + atMost.toNanos();
        Promise<List<String>> outcome = Promise.promise();
        run(() -> look(missing, deadline, outcome));
        List<String> left = outcome.future().await(atMost.toMillis() + SECONDS.toMillis(PATIENCE_S), MILLISECONDS);
        if (!left.isEmpty()) {
            throw new AssertionError("not " + what + " after " + atMost.toSeconds() + " s: " + left.size()
                    + " clients, such as " + left.subList(0, Math.min(5, left.size())) + "; see " + journal.file());
        }
    }

    private void look(Callable<List<String>> missing, long deadlineNanos, Promise<List<String>> outcome) {
        try {
            List<String> left = missing.call();
            if (left.isEmpty() || System.nanoTime() > deadlineNanos) {
                journal.flush();
                outcome.complete(left);
            } else {
                vertx.setTimer(LOOK_EVERY_MS, timer -> look(missing, deadlineNanos, outcome));
            }
        } catch (Exception failure) {
            outcome.fail(failure);
        }
    }

    private void run(Runnable action) throws TimeoutException {
        on(() -> {
            action.run();
            return true;
        });
    }

    private <T> T on(Callable<T> action) throws TimeoutException {
        return composed(() -> Future.succeededFuture(action.call()));
    }

    private <T> T composed(Callable<Future<T>> action) throws TimeoutException {
        Promise<T> outcome = Promise.promise();
        context.runOnContext(started -> {
            try {
                action.call().onComplete(outcome);
            } catch (Exception failure) {
                outcome.fail(failure);
            }
        });
        return outcome.future().await(PATIENCE_S * 2L, SECONDS);
    }
}
