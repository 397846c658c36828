package io.parley.redis;

import io.parley.ops.EventLog;
import io.parley.ops.EventLog.Field;
import io.parley.ops.InTime;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is published on channels of one Redis, heard over a connection of its own, which is dialled and subscribed anew
 * whenever it is lost. Confined to the context that made it: called there, and listeners are called there.
 *
 * <p>Every second a canary is published over the {@link RedisLink} and has to come back over this connection: one that
 * nobody feeds any more looks like a quiet one. It is dropped when a canary is away for
 * {@link RedisConfig#commandTimeoutMs()}, or when the server of the link is a replica by now. What is published while there is none is lost; {@link Listener#heardAgain} says so.
 */
public final class RedisChannels {
    private static final EventLog LOG = EventLog.of(RedisChannels.class, EventLog.PARLEY);
    private static final long CANARY_MS = 1_000;

    private final Vertx vertx;
    private final Context context;
    private final RedisConfig config;
    private final RedisLink link;
    private final Sentences sentences;
    private final Backoff backoff = new Backoff(new SplittableRandom());
    private final Subscriptions channels = Subscriptions.channels(this::send);
    private final Subscriptions patterns = Subscriptions.patterns(this::send);
    private final Canary canary;

    /** Null: there is no connection. */
    private @Nullable Wire wire;

    /** What Redis said when it refused to let us hear something last, and it does not let us yet; empty: nothing. */
    private String refusal = "";

    private long awayNanos = System.nanoTime();
    private long redial = -1;
    private long ticking = -1;
    private boolean closed;

    /** Hears one channel, or all channels of a pattern. */
    public interface Listener {
        void message(String channel, String body);

        /** The subscription was away and is back: something may have been missed. */
        void heardAgain();
    }

    /** {@code link} publishes the canaries, and stays the caller's. Does nothing before {@link #start}. */
    public RedisChannels(Vertx vertx, RedisConfig config, RedisLink link) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.config = config;
        this.link = link;
        this.sentences = new Sentences(config);
        this.canary = new Canary("parley:canary:" + UUID.randomUUID(), config.commandTimeoutMs());
    }

    /** Dials, and goes on until {@link #close}. To be called once. */
    public void start() {
        link.onDemotion(() -> context.runOnContext(now -> demoted()));
        dial();
        ticking = vertx.setPeriodic(CANARY_MS, tick -> tick());
    }

    /**
     * Hears {@code channel} until {@link #leave}. Completes when what is published from then on will come. Fails with
     * {@link RedisFailure}, and does not hear it, where that takes longer than a command may, where it is left before,
     * where the channel is heard already, or where 100,000 are.
     */
    public Future<Void> hear(String channel, Listener listener) {
        return hear(channels, channel, listener);
    }

    /** {@link #hear} for all channels that fit {@code pattern}, as Redis understands it; there may be 100,000 patterns too. */
    public Future<Void> hearAll(String pattern, Listener listener) {
        return hear(patterns, pattern, listener);
    }

    /** Why nothing is heard, or something is not, where that has been so for {@code ms}; else null. */
    public @Nullable String deafFor(long ms) {
        long since = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(ms);
        if (wire == null) {
            return awayNanos - since < 0 ? sentences.unheard() : null;
        }
        String channel = channels.unheardSince(since);
        String name = channel == null ? patterns.unheardSince(since) : channel;
        return name == null ? null : sentences.unheard(name, refusal);
    }

    /** Hears {@code channel} no more. */
    public void leave(String channel) {
        channels.remove(channel);
    }

    /** Hears the channels of {@code pattern} no more. */
    public void leaveAll(String pattern) {
        patterns.remove(pattern);
    }

    public Future<Void> close() {
        closed = true;
        vertx.cancelTimer(redial);
        vertx.cancelTimer(ticking);
        Wire last = wire;
        wire = null;
        return last == null ? Future.succeededFuture() : last.drop();
    }

    private Future<Void> hear(Subscriptions among, String name, Listener listener) {
        Subscriptions.Heard one = among.add(name, listener);
        if (one == null) {
            return Future.failedFuture(new RedisFailure(sentences.notHeard(name)));
        }
        return InTime.of(vertx, one.confirmed(), config.commandTimeoutMs(), TimeUnit.MILLISECONDS)
                .recover(failure -> {
                    among.remove(name, one);
                    return Future.failedFuture(
                            failure instanceof RedisFailure ? failure : new RedisFailure(unheard(name)));
                });
    }

    private String unheard(String name) {
        return refusal.isEmpty() ? sentences.late() : sentences.unheard(name, refusal);
    }

    private void dial() {
        Wire.dial(vertx, config).onSuccess(this::connected).onFailure(failure -> dialLater());
    }

    private void dialLater() {
        if (!closed) {
            redial = vertx.setTimer(backoff.nextMs(), id -> dial());
        }
    }

    private void connected(Wire dialled) {
        if (closed) {
            drop(dialled);
            return;
        }
        wire = dialled;
        backoff.reset();
        refusal = "";
        dialled.connection().handler(this::arrived);
        dialled.ended().onSuccess(none -> context.runOnContext(now -> lost(dialled, sentences.ended())));
        canary.flew(canary.next(), System.nanoTime()); // until the channel is confirmed
        send(Command.SUBSCRIBE, List.of(canary.channel()));
        channels.renew();
        patterns.renew();
    }

    private void lost(Wire old, String sentence) {
        if (old != wire) {
            return;
        }
        wire = null;
        awayNanos = System.nanoTime();
        channels.lost();
        patterns.lost();
        LOG.warn("redis_channels_lost")
                .addKeyValue(Field.ADDRESS, config.address())
                .log("{}", sentence);
        drop(old);
        dialLater();
    }

    private void demoted() {
        Wire current = wire;
        if (current != null) {
            lost(current, sentences.demoted());
        }
    }

    private static void drop(Wire old) {
        old.drop().onFailure(failure -> LOG.warn("redis_close_failed").log("{}", failure.getMessage()));
    }

    /**
     * Only pub/sub commands, whose answers are pushes: where a push meets a command that waits for an answer, the client
     * (5.0.10) loses the command and gives its answer to the next.
     */
    private void send(Command command, List<String> names) {
        Wire current = wire;
        if (current != null) {
            Request request = Request.cmd(command);
            names.forEach(request::arg);
            current.connection().send(request).onFailure(failure -> lost(current, sentences.ended()));
        }
    }

    private void arrived(Response push) {
        if (push.type() == ResponseType.ERROR) {
            refused(sentences.refused(push.toString()));
            return;
        }
        String name = push.get(1).toString();
        switch (push.get(0).toString()) {
            case "subscribe" -> confirmed(name);
            case "psubscribe" -> patterns.confirmed(name);
            case "message" -> message(name, push);
            case "pmessage" -> patterns.message(name, push.get(2), push.get(3));
            default -> {} // the end of a subscription, which nobody waits for
        }
    }

    /** It is asked for again and again, and said once. */
    private void refused(String sentence) {
        if (!sentence.equals(refusal)) {
            LOG.warn("redis_channel_refused")
                    .addKeyValue(Field.ADDRESS, config.address())
                    .log("{}", sentence);
        }
        refusal = sentence;
    }

    private void confirmed(String channel) {
        if (!channel.equals(canary.channel())) {
            channels.confirmed(channel);
            return;
        }
        canary.cameBack(canary.next());
        LOG.info("redis_channels_heard")
                .addKeyValue(Field.ADDRESS, config.address())
                .log("hears what is published in Redis");
    }

    private void message(String channel, Response push) {
        if (channel.equals(canary.channel())) {
            canary.cameBack(push.get(2).toLong());
        } else {
            channels.message(channel, push.get(1), push.get(2));
        }
    }

    private void tick() {
        Wire current = wire;
        if (current == null) {
            return;
        }
        if (!canary.isWell(System.nanoTime())) {
            lost(current, sentences.deaf());
            return;
        }
        long overdue = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(config.commandTimeoutMs());
        channels.insist(overdue);
        patterns.insist(overdue);
        link.send(Wire.probe()).onFailure(RedisChannels::notSent);
        long number = canary.next();
        link.send(Request.cmd(Command.PUBLISH, canary.channel(), number))
                .onSuccess(published -> canary.flew(number, System.nanoTime()))
                .onFailure(RedisChannels::notSent);
    }

    private static void notSent(Throwable failure) {
        LOG.debug("canary_not_sent").log("{}", failure.getMessage());
    }
}
