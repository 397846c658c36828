package io.parley.faults.checker;

import io.vertx.core.Vertx;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One client that does what the protocol asks of clients: shows what it is told, comes back with full jitter and says how
 * far it got, and sends again what was not acknowledged. All that passes goes into the journal. Confined to one context.
 */
final class ScriptedClient {
    private static final Set<Integer> FINAL = Set.of(4401, 4403, 4409);
    private static final int DOUBLINGS = 10;
    /** So that clients whose names are alike do not wait alike. */
    private static final long SCRAMBLE = 0x9E3779B97F4A7C15L;

    private static final int UPGRADE_MS = 10_000;

    private final Vertx vertx;
    private final WebSocketClient sockets;
    private final Setup setup;
    private final Journal journal;
    private final Member member;
    private final Frames frames;
    private final Random random;
    private final Screen screen = new Screen();
    private final Outbox outbox = new Outbox();
    private @Nullable ClientWebSocket socket;
    private @Nullable Short closeCode;
    private @Nullable String sessionId;
    private @Nullable String resumeId;
    private boolean open;
    private boolean ready;
    private boolean ended;
    /** The server stops and has said when to come back. */
    private boolean invited;

    private int dials;
    private int failures;
    private int resumes;
    private long notBeforeNanos = System.nanoTime();
    private long heardNanos;
    private long acknowledgedSeq;

    ScriptedClient(Vertx vertx, WebSocketClient sockets, Setup setup, Journal journal, int number) {
        this.vertx = vertx;
        this.sockets = sockets;
        this.setup = setup;
        this.journal = journal;
        this.member = setup.member(number);
        this.frames = Frames.of(number);
        this.random = new Random(member.name().hashCode() * SCRAMBLE);
        this.dials = Math.floorMod(member.name().hashCode(), setup.gateways().size());
        vertx.setPeriodic(setup.ping().every().toMillis(), timer -> ping());
    }

    Member member() {
        return member;
    }

    Screen screen() {
        return screen;
    }

    Outbox outbox() {
        return outbox;
    }

    /** Whether the server has said {@code connected} on a socket that is open. */
    boolean isReady() {
        return ready;
    }

    /** The highest {@code seq} that an {@code ack} named. */
    long acknowledgedSeq() {
        return acknowledgedSeq;
    }

    /** How often it had to ask for what it missed, on a socket that was open. */
    int resumes() {
        return resumes;
    }

    /** Sends {@code message}, which has an {@code id}, now or as soon as it can, until it is answered. */
    void say(JsonObject message) {
        outbox.add(message);
        if (ready) {
            write(message);
        }
    }

    void connect() {
        URI url = setup.gateways().get(dials % setup.gateways().size());
        journal.add(
                member.name(),
                Line.Kind.OPENING,
                new JsonObject()
                        .put("url", url.toString())
                        .put("session_id", sessionId)
                        .put("last_seq", screen.lastSeq()));
        ClientWebSocket dialled = sockets.webSocket();
        socket = dialled;
        closeCode = null;
        dialled.textMessageHandler(text -> received(dialled, text));
        dialled.exceptionHandler(failure -> {
            // a broken socket closes, and that is told
        });
        dialled.closeHandler(
                closed -> lost(dialled, closeCode == null ? dialled.closeStatusCode() : closeCode, "closed"));
        dialled.connect(request(url))
                .onSuccess(connected -> open |= dialled == socket)
                .onFailure(failure -> {
                    retryAfter(failure);
                    lost(dialled, null, String.valueOf(failure.getMessage()));
                });
    }

    /** Leaves its socket for one at the next gateway, where it has one. */
    void hop() {
        renew("hops");
    }

    /** Leaves without a word; for good. */
    void end() {
        ended = true;
        forget();
    }

    /** Leaves this socket for a new one at once. */
    private void renew(String reason) {
        ClientWebSocket old = socket;
        if (old != null) {
            leave(old);
            lost(old, null, reason);
        }
    }

    /** A socket that is still being opened is left to its time-out, and heard no more. */
    private void leave(ClientWebSocket old) {
        if (open) {
            old.close().onFailure(gone -> {
                // nothing else was wanted of it
            });
        }
    }

    private WebSocketConnectOptions request(URI url) {
        Long lastSeq = screen.lastSeq();
        String query = "project_id=" + member.projectId()
                + (sessionId == null ? "" : "&session_id=" + sessionId)
                + (lastSeq == null ? "" : "&last_seq=" + lastSeq);
        String session = member.name() + "-" + dials + "-" + Long.toHexString(random.nextLong());
        WebSocketConnectOptions request = new WebSocketConnectOptions()
                .setHost(url.getHost())
                .setPort(url.getPort())
                .setURI(frames.path(url, session) + "?" + query)
                .setTimeout(UPGRADE_MS)
                .addHeader("User-ID", member.userId());
        return frames == Frames.WEBSOCKET ? request.addSubProtocol("parley.v1") : request;
    }

    private void retryAfter(Throwable failure) {
        String seconds = failure instanceof UpgradeRejectedException rejected
                ? rejected.getHeaders().get("Retry-After")
                : null;
        if (seconds != null) {
            notBefore(Long.parseLong(seconds) * 1_000);
        }
    }

    private void notBefore(long milliseconds) {
        notBeforeNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(milliseconds);
    }

    private void lost(ClientWebSocket lost, @Nullable Short code, String reason) {
        if (lost != socket) {
            return;
        }
        long delayMs = invited ? allowedMs() : delayMs();
        forget();
        journal.add(
                member.name(),
                Line.Kind.CLOSED,
                new JsonObject().put("code", code).put("reason", reason));
        if (code != null && FINAL.contains(code.intValue())) {
            ended = true;
        }
        if (!ended) {
            dials++;
            vertx.setTimer(Math.max(1, delayMs), timer -> {
                if (!ended) {
                    connect();
                }
            });
        }
    }

    private void forget() {
        socket = null;
        open = false;
        ready = false;
        invited = false;
        resumeId = null;
    }

    private long delayMs() {
        Duration most = setup.backoff().first().multipliedBy(1L << Math.min(failures++, DOUBLINGS));
        long ceiling = Math.min(most.toMillis(), setup.backoff().cap().toMillis());
        return Math.max(allowedMs(), (long) (random.nextDouble() * ceiling));
    }

    private long allowedMs() {
        return TimeUnit.NANOSECONDS.toMillis(notBeforeNanos - System.nanoTime());
    }

    private void received(ClientWebSocket from, String frame) {
        if (from != socket) {
            return;
        }
        heardNanos = System.nanoTime();
        Short code = frames.closeCode(frame);
        closeCode = code == null ? closeCode : code;
        frames.messages(frame).forEach(this::received);
    }

    private void received(String text) {
        JsonObject whole = new JsonObject(text);
        journal.add(member.name(), Line.Kind.GOT, whole);
        for (JsonObject message : Entries.unpacked(whole)) {
            take(message);
        }
    }

    private void take(JsonObject message) {
        if ("ack".equals(message.getString("type"))) {
            acknowledgedSeq = Math.max(acknowledgedSeq, message.getLong("seq", 0L));
        }
        outbox.answered(message, member.userId());
        if (screen.take(message)) {
            resume();
        }
        switch (message.getString("type", "")) {
            case "status" -> status(message.getString("status"), message.getJsonObject("details", new JsonObject()));
            case "error" -> error(message);
            default -> {
                // shown, or not known
            }
        }
    }

    private void status(String status, JsonObject details) {
        switch (status) {
            case "connected" -> {
                sessionId = details.getString("session_id");
                failures = 0;
                ready = true;
                List.copyOf(outbox.all()).forEach(this::write);
            }
            case "resumed", "reset" -> resumeId = null;
            case "draining" -> drain(details.getLong("reconnect_after_ms", 0L));
            default -> {
                // of other members
            }
        }
    }

    private void drain(long afterMs) {
        ClientWebSocket draining = socket;
        notBefore(afterMs);
        invited = true;
        vertx.setTimer(Math.max(1, afterMs), timer -> {
            if (draining == socket) {
                renew("draining");
            }
        });
    }

    private void error(JsonObject error) {
        if (!ready) {
            notBefore(error.getLong("retry_after_ms", 0L));
        }
        if (error.getString("id", "").equals(resumeId)) {
            resumeId = null;
        } else if ("CONN_NOT_FOUND".equals(error.getString("code"))) {
            renew("CONN_NOT_FOUND");
        } else {
            Long delayMs = outbox.again(error);
            if (delayMs != null) {
                vertx.setTimer(Math.max(1, delayMs), timer -> again(error.getString("id")));
            }
        }
    }

    private void again(String id) {
        JsonObject message = outbox.find(id);
        if (message != null && ready) {
            write(message);
        }
    }

    private void resume() {
        if (resumeId == null && ready) {
            resumeId = "resume-" + ++resumes;
            write(new JsonObject()
                    .put("type", "resume")
                    .put("id", resumeId)
                    .put("session_id", sessionId)
                    .put("last_seq", screen.lastSeq()));
        }
    }

    private void ping() {
        ClientWebSocket pinged = socket;
        if (pinged == null) {
            return;
        }
        long sentNanos = System.nanoTime();
        if (ready) {
            write(new JsonObject().put("type", "ping"));
        }
        vertx.setTimer(setup.ping().patience().toMillis(), timer -> {
            if (pinged == socket && heardNanos < sentNanos) {
                renew("no answer");
            }
        });
    }

    private void write(JsonObject message) {
        ClientWebSocket current = socket;
        if (current != null) {
            journal.add(member.name(), Line.Kind.SENT, message);
            current.writeTextMessage(
                    frames.wrapped(message.encode())); // what it fails with closes the socket, and that is told
        }
    }
}
