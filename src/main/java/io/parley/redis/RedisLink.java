package io.parley.redis;

import io.parley.ops.EventLog;
import io.parley.ops.EventLog.Field;
import io.parley.ops.InTime;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One connection to one Redis, dialled anew whenever it is lost. Its state is confined to the context that made it; its
 * methods may be called from any thread, and what they return completes on that context.
 *
 * <p>Every command ends within {@link RedisConfig#commandTimeoutMs()}: with its answer, or with {@link RedisFailure}. As
 * Redis answers in order, one late answer means that all behind it are late: the connection is dropped, and with it all
 * commands that wait. So it is where the server says that it is a replica by now. From then until a new connection has answered once, commands fail at once (the circuit is open).
 * No command is tried twice.
 */
public final class RedisLink {
    private static final EventLog LOG = EventLog.of(RedisLink.class, EventLog.PARLEY);

    private final Vertx vertx;
    private final Context context;
    private final RedisConfig config;
    private final Sentences sentences;
    private final Backoff backoff = new Backoff(new SplittableRandom());
    private final Promise<Void> first = Promise.promise();
    private final List<Runnable> demotions = new ArrayList<>();
    private final List<Runnable> returns = new ArrayList<>();

    /** Null: the circuit is open, for {@link #reason}. */
    private @Nullable Wire wire;

    private String reason = "it was not asked yet";
    private long awayNanos = System.nanoTime();
    private int inFlight;
    private long redial = -1;
    private boolean closed;

    /** Belongs to the caller's context. Does nothing before {@link #start}. */
    public RedisLink(Vertx vertx, RedisConfig config) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.config = config;
        this.sentences = new Sentences(config);
    }

    /**
     * Dials, and goes on until {@link #close}. To be called once. Completes with the first attempt, and fails with
     * {@link RedisFailure} where that failed; the next attempts follow all the same.
     */
    public Future<Void> start() {
        onContext(this::dial);
        return first.future();
    }

    /** Why commands fail at once, where they have for {@code ms}; else null. To be called on the link's context. */
    public @Nullable String awayFor(long ms) {
        boolean isAway = wire == null && System.nanoTime() - awayNanos >= TimeUnit.MILLISECONDS.toNanos(ms);
        return isAway ? sentences.open(reason) : null;
    }

    /** Calls {@code listener} on the link's context whenever a server that answered is no master any more. */
    void onDemotion(Runnable listener) {
        onContext(() -> demotions.add(listener));
    }

    /** Calls {@code listener} on the link's context whenever Redis answers after it did not, before any command is sent to it. */
    public void onReturn(Runnable listener) {
        onContext(() -> returns.add(listener));
    }

    /** What a server answers that serves at all, also one that cannot save what it has, which refuses a PING. */
    public static Request question() {
        return Request.cmd(Command.ECHO, "parley");
    }

    /** Sends one command; its answer is null where Redis answers nil. No pub/sub commands and no transactions. */
    public Future<@Nullable Response> send(Request request) {
        return submit(1, connection -> connection.send(request));
    }

    /** Sends commands that Redis does all at once or not at all. Fails when one of them fails. */
    public Future<Void> atomically(List<Request> requests) {
        List<Request> transaction = new ArrayList<>(requests.size() + 2);
        transaction.add(Request.cmd(Command.MULTI));
        transaction.addAll(requests);
        transaction.add(Request.cmd(Command.EXEC));
        return submit(
                transaction.size(), connection -> connection.batch(transaction).compose(RedisLink::done));
    }

    /** Runs a script as {@link #send} does a command; twice the time where Redis has to be told the script first. */
    Future<@Nullable Response> run(RedisScript script, List<String> keys, List<String> arguments) {
        return send(script.known(keys, arguments))
                .recover(failure -> failure instanceof RedisFailure refused && refused.isUnknownScript()
                        ? send(script.whole(keys, arguments))
                        : Future.failedFuture(failure));
    }

    /** Ends the connection and the attempts. Commands that wait fail, and so do later ones. */
    public Future<Void> close() {
        Promise<Void> done = Promise.promise();
        onContext(() -> {
            closed = true;
            reason = "the link was closed";
            first.tryFail(new RedisFailure(reason));
            vertx.cancelTimer(redial);
            Wire last = wire;
            wire = null;
            (last == null ? Future.<Void>succeededFuture() : last.drop()).onComplete(done);
        });
        return done.future();
    }

    private void dial() {
        Wire.dial(vertx, config).onSuccess(this::connected).onFailure(this::unreachable);
    }

    private void connected(Wire dialled) {
        if (closed) {
            dialled.drop().onFailure(failure -> LOG.warn("redis_close_failed").log("{}", failure.getMessage()));
            return;
        }
        boolean wasAway = first.future().isComplete();
        wire = dialled;
        reason = "";
        backoff.reset();
        dialled.ended().onSuccess(none -> onContext(() -> lost(dialled, sentences.ended())));
        LOG.info("redis_connected").addKeyValue(Field.ADDRESS, config.address()).log("Redis answers");
        first.tryComplete();
        if (wasAway) {
            returns.forEach(Runnable::run);
        }
    }

    private void unreachable(Throwable failure) {
        if (closed) {
            return;
        }
        String sentence = sentences.ofDialling(failure);
        if (!sentence.equals(reason)) {
            warn("redis_unreachable", sentence);
        }
        first.tryFail(new RedisFailure(sentence));
        dialLater();
    }

    private void lost(Wire old, String sentence) {
        if (old != wire) {
            return;
        }
        wire = null;
        awayNanos = System.nanoTime();
        warn("redis_lost", sentence);
        old.drop().onFailure(failure -> LOG.warn("redis_close_failed").log("{}", failure.getMessage()));
        dialLater();
    }

    private void dialLater() {
        redial = vertx.setTimer(backoff.nextMs(), id -> dial());
    }

    private <T> Future<T> submit(int commands, Function<RedisConnection, Future<T>> exchange) {
        Promise<T> answer = Promise.promise();
        onContext(() -> exchange(commands, exchange).onComplete(answer));
        return answer.future();
    }

    private <T> Future<T> exchange(int commands, Function<RedisConnection, Future<T>> exchange) {
        Wire current = wire;
        if (current == null) {
            return Future.failedFuture(new RedisFailure(sentences.open(reason)));
        }
        if (inFlight + commands > config.maxInFlight()) {
            return Future.failedFuture(new RedisFailure(sentences.full()));
        }
        inFlight += commands;
        return InTime.of(vertx, begun(current, exchange), config.commandTimeoutMs(), TimeUnit.MILLISECONDS)
                .andThen((answer, failure) -> inFlight -= commands)
                .recover(failure -> Future.failedFuture(judged(current, failure)));
    }

    private static <T> Future<T> begun(Wire current, Function<RedisConnection, Future<T>> exchange) {
        try {
            return exchange.apply(current.connection());
        } catch (RuntimeException failure) {
            return Future.failedFuture(failure);
        }
    }

    private RedisFailure judged(Wire current, Throwable failure) {
        if (failure instanceof TimeoutException) {
            lost(current, sentences.late());
        }
        RedisFailure told = sentences.failureOf(failure);
        if (told.isDemoted()) {
            lost(current, sentences.demoted());
            demotions.forEach(Runnable::run);
        }
        return told;
    }

    /** A command may be refused when it is queued, and others when they are done. */
    private static Future<Void> done(List<Response> answers) {
        List<Response> all = new ArrayList<>(answers);
        Response results = answers.get(answers.size() - 1);
        if (results != null && results.type() == ResponseType.MULTI) {
            results.forEach(all::add);
        }
        for (Response answer : all) {
            if (answer instanceof Throwable refused) {
                return Future.failedFuture(refused);
            }
        }
        return Future.succeededFuture();
    }

    private void warn(String event, String sentence) {
        reason = sentence;
        LOG.warn(event).addKeyValue(Field.ADDRESS, config.address()).log("{}", sentence);
    }

    private void onContext(Runnable task) {
        if (Vertx.currentContext() == context) {
            task.run();
        } else {
            context.runOnContext(none -> task.run());
        }
    }
}
