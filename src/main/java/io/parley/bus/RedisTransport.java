package io.parley.bus;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.parley.bus.ChannelRequest.Op;
import io.parley.protocol.ProtocolCodec;
import io.parley.redis.RedisChannels;
import io.parley.redis.RedisConfig;
import io.parley.redis.RedisLink;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The transport over channels of one Redis, by two connections of its own. Confined to the context that made it.
 *
 * <p>While Redis is away requests fail at once, what is told is lost, and what was heard is heard again when it is back.
 */
final class RedisTransport implements Transport {
    private static final long AGAIN_MS = 50;
    private static final long LOG_AGAIN_MS = 250;
    /** A Redis that is started again is back within that. */
    private static final long ABSENCE_MS = 1_000;

    private final Vertx vertx;
    private final RedisLink link;
    private final RedisChannels channels;
    private final Publisher publisher;
    private final Hearing hearing;
    private final ChannelServer server;
    private final Asking asking;
    private final Duration requestTimeout;
    private final long longestAbsenceMs;
    private boolean listening;
    private boolean closed;

    /** Requests without a deadline of their own get {@code requestTimeout}. */
    RedisTransport(Vertx vertx, RedisConfig config, Duration requestTimeout) {
        this.vertx = vertx;
        this.link = new RedisLink(vertx, config);
        this.channels = new RedisChannels(vertx, config, link);
        this.publisher = new Publisher(link, config.maxInFlight());
        this.hearing = new Hearing(channels);
        this.server = new ChannelServer(hearing, publisher);
        this.asking = new Asking(vertx, publisher);
        this.requestTimeout = requestTimeout;
        this.longestAbsenceMs = config.longestAbsenceMs();
    }

    /** Completes when requests can be published and answers are heard, which may take until Redis is there. */
    @Override
    public Future<Void> start() {
        channels.start();
        return link.start().otherwiseEmpty().compose(asked -> until(this::ready));
    }

    @Override
    public Future<Void> close() {
        closed = true;
        return publisher
                .flushed()
                .onComplete(flushed -> asking.close())
                .compose(flushed -> channels.close())
                .eventually(link::close);
    }

    @Override
    public @Nullable String unreached() {
        String silent = link.awayFor(ABSENCE_MS);
        return silent == null ? channels.deafFor(ABSENCE_MS) : silent;
    }

    @Override
    public Future<RegisterReply> register(@Nullable String owner, RegisterRequest request) {
        long now = System.currentTimeMillis();
        RegisterRequest timed = request.within(now + requestTimeout.toMillis());
        long left = timed.deadline() == null ? requestTimeout.toMillis() : timed.deadline() - now;
        return asking.ask(channel(owner, request.projectId()), Op.REGISTER, timed, left, RegisterReply.class);
    }

    @Override
    public void unregister(@Nullable String owner, Unregister notice) {
        tell(channel(owner, notice.projectId()), Op.UNREGISTER, notice);
    }

    @Override
    public Future<HandleReply> handle(@Nullable String owner, HandleRequest request) {
        long left = request.deadline() - System.currentTimeMillis();
        return asking.ask(channel(owner, request.projectId()), Op.HANDLE, request, left, HandleReply.class);
    }

    @Override
    public Future<ReadReply> read(@Nullable String owner, ReadRequest request) {
        return ask(channel(owner, request.projectId()), Op.READ, request, ReadReply.class);
    }

    @Override
    public Future<PushReply> push(@Nullable String owner, PushRequest request) {
        return ask(channel(owner, request.projectId()), Op.PUSH, request, PushReply.class);
    }

    @Override
    public Future<ManageReply> manage(@Nullable String owner, ManageRequest request) {
        String channel = request.projectId() == null ? ChannelNames.INSTANCES : channel(owner, request.conversation());
        return ask(channel, Op.MANAGE, request, ManageReply.class);
    }

    @Override
    public Future<@Nullable LogIdentity> log(LogIdentity own) {
        return log(own, System.nanoTime() + MILLISECONDS.toNanos(longestAbsenceMs));
    }

    /**
     * That nobody hears it may say only that Redis has just begun: all who live hear again within a known time. It is no matter
     * where they have the same log.
     */
    private Future<@Nullable LogIdentity> log(LogIdentity own, long untilNanos) {
        return BusFailures.orNobody(ask(ChannelNames.INSTANCES, Op.LOG, own, LogIdentity.class))
                .compose(answer -> answer != null || System.nanoTime() - untilNanos >= 0
                        ? Future.succeededFuture(answer)
                        : publisher
                                .isNoted(own.logId())
                                .compose(noted -> noted ? Future.succeededFuture() : logAgain(own, untilNanos)));
    }

    private Future<@Nullable LogIdentity> logAgain(LogIdentity own, long untilNanos) {
        return vertx.timer(LOG_AGAIN_MS, MILLISECONDS).compose(now -> log(own, untilNanos));
    }

    @Override
    public void tellLog(LogIdentity own) {
        tell(ChannelNames.LOGS, Op.LOG, own);
        publisher.note(own.logId());
    }

    @Override
    public Future<Subscription> hearLogs(Consumer<LogIdentity> listener) {
        return server.hearLogs(listener);
    }

    @Override
    public void deliver(String pushTo, List<Envelope> envelopes) {
        publisher.push(ChannelNames.of(pushTo), PushBodies.of(envelopes));
    }

    @Override
    public void beat(String gateway, Beat beat) {
        publisher.tell(ChannelNames.of(Addresses.gateway(gateway)), ProtocolCodec.write(beat));
    }

    @Override
    public void acknowledge(String instance, PushAck ack) {
        tell(ChannelNames.instance(instance), Op.ACK, ack);
    }

    @Override
    public void call(UserCall call) {
        publisher.push(ChannelNames.GATEWAYS, told(Op.CALL, call));
    }

    @Override
    public void report(String address, UserReached reached) {
        publisher.tell(ChannelNames.of(address), ProtocolCodec.write(reached));
    }

    @Override
    public Future<Subscription> serveUsers(UserEndpoint endpoint) {
        return server.serveUsers(endpoint);
    }

    @Override
    public Future<Subscription> subscribe(String address, PushListener listener) {
        return hearing.hear(ChannelNames.of(address), body -> PushBodies.heard(body, listener));
    }

    @Override
    public Future<Served> serve(String instance, ConversationEndpoint endpoint) {
        return server.serve(instance, endpoint);
    }

    /** The two connections may be back at different times. */
    private Future<Void> ready() {
        return publisher
                .reached()
                .compose(reached -> listening
                        ? Future.succeededFuture()
                        : hearing.hear(asking.replyChannel(), asking::heard)
                                .<Void>mapEmpty()
                                .onSuccess(heard -> listening = true));
    }

    /** One promise however often it is tried: a chain of futures would be as long as Redis is away. */
    private Future<Void> until(Supplier<Future<Void>> attempt) {
        Promise<Void> done = Promise.promise();
        tryUntil(attempt, done);
        return done.future();
    }

    private void tryUntil(Supplier<Future<Void>> attempt, Promise<Void> done) {
        attempt.get().onSuccess(done::complete).onFailure(failure -> {
            if (closed) {
                done.fail(failure);
            } else {
                vertx.setTimer(AGAIN_MS, now -> tryUntil(attempt, done));
            }
        });
    }

    private <T> Future<T> ask(String channel, Op op, Object request, Class<T> reply) {
        return asking.ask(channel, op, request, requestTimeout.toMillis(), reply);
    }

    private void tell(String channel, Op op, Object body) {
        publisher.tell(channel, told(op, body));
    }

    private static JsonObject told(Op op, Object body) {
        return ProtocolCodec.write(ChannelRequest.told(op, ProtocolCodec.write(body)));
    }

    /** Without a known owner all instances hear it. */
    private static String channel(@Nullable String owner, String projectId) {
        return owner == null ? ChannelNames.conversation(projectId) : ChannelNames.instance(owner);
    }
}
