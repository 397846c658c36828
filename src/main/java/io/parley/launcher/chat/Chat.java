package io.parley.launcher.chat;

import io.parley.client.ConnectOptions;
import io.parley.client.LastingConnection;
import io.parley.client.LastingListener;
import io.parley.client.Refused;
import io.parley.launcher.chat.Screen.Look;
import io.parley.protocol.BadMessage;
import io.parley.protocol.ClientMessage;
import io.parley.protocol.Ids;
import io.parley.protocol.ServerMessage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * One conversation on a terminal: what is typed is sent, what comes is shown as it comes. Its state is confined to the
 * connection's context; {@link #typed} and {@link #end} may be called from any thread.
 */
public final class Chat {
    private static final int MOST_EARLY = 1_000;

    private final Screen screen;
    private final Answers answers;
    private final Awaited awaited = new Awaited();
    private final Offers offers;
    private final Entries entries;
    private final Steps steps;
    private final boolean echoed;
    private final LastingConnection connection;
    private final Promise<Ending> ended = Promise.promise();
    private boolean wasOpen;
    /** What came before that which went before it was on the screen; null when it is. */
    private @Nullable Queue<ServerMessage> early = new ArrayDeque<>();

    private boolean allWell = true;
    private boolean leaving;
    /** The server was asked whether there is more. */
    private boolean asked;

    /** How a chat ended: {@code wanted} by who typed, with nothing refused; else {@code reason} says why. */
    public record Ending(boolean wanted, String reason) {}

    private Chat(Vertx vertx, ConnectOptions options, Screen screen, boolean echoed) {
        this.screen = screen;
        this.echoed = echoed;
        this.answers = new Answers(screen);
        this.offers = new Offers(screen);
        this.entries = new Entries(screen, answers, offers, awaited::wasTyped);
        this.steps = new Steps(screen);
        this.connection = new LastingConnection(vertx, options, new Listener());
    }

    /** {@code echoed}: what is typed is on the screen by then. */
    public static Chat open(Vertx vertx, ConnectOptions options, PrintWriter out, boolean echoed, boolean colours) {
        Chat chat = new Chat(vertx, options, new Screen(out, colours), echoed);
        chat.connection.open();
        return chat;
    }

    /** Completes when the chat is over. */
    public Future<Ending> ended() {
        return ended.future();
    }

    /** Takes one line. Completes, never fails, when the next may come: its message was answered, or is not sent at all. */
    public Future<Void> typed(String line) {
        Promise<Void> taken = Promise.promise();
        connection.run(() -> take(line).onComplete(taken));
        return taken.future();
    }

    /** Nothing more will be typed: ends when all that was said has been answered to the end. */
    public void end() {
        connection.run(() -> {
            leaving = true;
            leaveIfQuiet();
        });
    }

    private Future<Void> take(String line) {
        if (line.isBlank()) {
            return Future.succeededFuture();
        }
        try {
            Typed typed = Typed.of(line);
            if (typed instanceof Typed.Say say) {
                return say(say.message());
            } else if (typed instanceof Typed.Choose choose) {
                return choose(choose.number());
            } else if (typed instanceof Typed.Tell tell) {
                tell.lines().forEach(told -> screen.line(Look.DIM, told));
            } else {
                finish(new Ending(true, ""));
            }
        } catch (BadMessage bad) {
            allWell = false;
            screen.line(Look.BAD, "[not sent] " + bad.getMessage());
        }
        return Future.succeededFuture();
    }

    private Future<Void> choose(int number) {
        Optional<ClientMessage> choice = offers.choice(number);
        if (choice.isEmpty()) {
            screen.line(Look.DIM, "nothing is offered under " + number);
        }
        return choice.map(this::say).orElseGet(Future::succeededFuture);
    }

    private Future<Void> say(ClientMessage message) {
        String given = message.id();
        String id = given == null ? Ids.next() : given;
        awaited.sent(id, message, echoed && message instanceof ClientMessage.Chat);
        return connection
                .send(message.withId(id))
                .onSuccess(answer -> awaited.answered(id, answer))
                .onFailure(failure -> refused(id, failure))
                .<Void>mapEmpty()
                .otherwiseEmpty()
                .onComplete(done -> leaveIfQuiet());
    }

    private void refused(String id, Throwable failure) {
        awaited.refused(id);
        if (!ended.future().isComplete()) {
            allWell = false;
            String code = failure instanceof Refused refused ? refused.failure().code() + ": " : "";
            screen.line(Look.BAD, "[refused] " + code + failure.getMessage());
        }
    }

    private void show(ServerMessage message) {
        allWell &= message.match(new Shower(screen, answers, entries, steps, awaited, connection::resume));
    }

    /** What went before is on the screen, or cannot be had, or takes too long. */
    private void showEarly() {
        Queue<ServerMessage> waiting = early;
        early = null;
        if (waiting != null) {
            waiting.forEach(this::show);
        }
    }

    private boolean isQuiet() {
        return leaving && awaited.isQuiet() && answers.isQuiet();
    }

    /** An answer may be followed by a task that it began: the server is asked for the end of the log first. */
    private void leaveIfQuiet() {
        if (isQuiet() && !asked) {
            asked = true;
            connection
                    .send(new ClientMessage.Ping(null, null, null))
                    .onSuccess(this::told)
                    .onFailure(refused -> asked = false);
        }
    }

    private void told(ServerMessage answer) {
        asked = false;
        if (isQuiet() && answer instanceof ServerMessage.Pong pong && pong.lastSeq() <= connection.lastSeq()) {
            finish(new Ending(allWell, allWell ? "" : "not everything was answered"));
        }
    }

    private void finish(Ending ending) {
        if (ended.tryComplete(ending)) {
            screen.close();
            connection.close();
        }
    }

    private final class Listener implements LastingListener {
        @Override
        public void onState(State state, String reason) {
            switch (state) {
                case CONNECTING -> {
                    if (!reason.isEmpty()) {
                        finish(new Ending(false, reason));
                    }
                }
                case OPEN -> {
                    screen.line(Look.DIM, wasOpen ? "[connected again]" : "[connected; /help says what can be typed]");
                    if (!wasOpen) {
                        wasOpen = true;
                        say(Typed.before(connection.lastSeq() + 1)).onComplete(answered -> showEarly());
                    }
                    leaveIfQuiet();
                }
                case RECONNECTING -> screen.line(Look.DIM, "[connection lost: " + reason + "; your answer goes on]");
                case CLOSED -> finish(new Ending(false, reason));
            }
        }

        @Override
        public void onMessage(ServerMessage message) {
            if (early == null || message instanceof ServerMessage.History) {
                show(message);
                showEarly();
            } else if (early.size() < MOST_EARLY) {
                early.add(message);
            } else {
                showEarly();
                show(message);
            }
            leaveIfQuiet();
        }
    }
}
