package io.parley.gateway;

import io.parley.bus.Addresses;
import io.parley.bus.Beat;
import io.parley.bus.ConversationEndpoint;
import io.parley.bus.Envelope;
import io.parley.bus.EventBusTransport;
import io.parley.bus.HandleReply;
import io.parley.bus.HandleRequest;
import io.parley.bus.LogIdentity;
import io.parley.bus.ManageReply;
import io.parley.bus.ManageRequest;
import io.parley.bus.PushAck;
import io.parley.bus.PushReply;
import io.parley.bus.PushRequest;
import io.parley.bus.ReadReply;
import io.parley.bus.ReadRequest;
import io.parley.bus.RegisterReply;
import io.parley.bus.RegisterRequest;
import io.parley.bus.Route;
import io.parley.bus.Subscription;
import io.parley.bus.Transport;
import io.parley.bus.Unregister;
import io.parley.protocol.Logged;
import io.parley.protocol.ServerMessage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The other side of the bus for the gateway's tests: a log of notices in memory, and answers as a test scripts them. Fields
 * are set before what they are for; it runs on one context.
 */
final class ScriptedConversation implements ConversationEndpoint {
    final BlockingQueue<RegisterRequest> registered = new LinkedBlockingQueue<>();
    final BlockingQueue<Unregister> unregistered = new LinkedBlockingQueue<>();
    final BlockingQueue<PushAck> acknowledged = new LinkedBlockingQueue<>();
    final BlockingQueue<HandleRequest> handled = new LinkedBlockingQueue<>();
    final BlockingQueue<ReadRequest> read = new LinkedBlockingQueue<>();
    final BlockingQueue<ManageRequest> managed = new LinkedBlockingQueue<>();
    final List<Logged> log = new CopyOnWriteArrayList<>();
    final List<ServerMessage> running = new CopyOnWriteArrayList<>();

    volatile Function<RegisterRequest, Future<RegisterReply>> onRegister = this::welcome;
    volatile Function<HandleRequest, Future<HandleReply>> onHandle =
            request -> Future.succeededFuture(reply(ack(request)));
    volatile Function<ReadRequest, Future<ReadReply>> onRead = this::page;
    volatile Function<ManageRequest, Future<ManageReply>> onManage =
            request -> Future.succeededFuture(ManageReply.of(new JsonObject()));
    volatile int pageSize = 200;
    volatile long epoch = 1;
    private volatile String incarnation = "i1";
    private volatile String gateway = "";

    private final String name;
    private final Transport transport;
    private final Map<String, AtomicLong> n = new ConcurrentHashMap<>();

    ScriptedConversation(Vertx vertx, String name) {
        this.name = name;
        this.transport = new EventBusTransport(vertx, Duration.ofSeconds(5));
    }

    /** Serves all addresses of conversations. */
    Subscription serve() throws Exception {
        return transport.serve(name, this).await(5, TimeUnit.SECONDS);
    }

    @Override
    public Future<RegisterReply> register(RegisterRequest request, Route route) {
        Future<RegisterReply> answer = onRegister.apply(request);
        registered.add(request);
        gateway = request.gateway();
        return answer;
    }

    @Override
    public void unregister(Unregister notice, Route route) {
        unregistered.add(notice);
    }

    @Override
    public Future<HandleReply> handle(HandleRequest request, Route route) {
        Future<HandleReply> answer = onHandle.apply(request);
        handled.add(request);
        return answer;
    }

    @Override
    public Future<ReadReply> read(ReadRequest request, Route route) {
        Future<ReadReply> answer = onRead.apply(request);
        read.add(request);
        return answer;
    }

    @Override
    public Future<ManageReply> manage(ManageRequest request, Route route) {
        managed.add(request);
        return onManage.apply(request);
    }

    @Override
    public boolean owns(String projectId) {
        return true;
    }

    @Override
    public LogIdentity log() {
        return new LogIdentity("scripted", null);
    }

    @Override
    public void acknowledged(PushAck ack) {
        acknowledged.add(ack);
    }

    @Override
    public Future<PushReply> push(PushRequest request, Route route) {
        throw new IllegalStateException("a gateway does not push");
    }

    @SuppressWarnings("NullAway") // does not see @Nullable on a nested type of a class file
    Future<RegisterReply> welcome(RegisterRequest request) {
        long after = request.lastSeq() == null ? log.size() : request.lastSeq();
        ReadReply page = pageAfter(after, pageSize);
        String session = request.sessionId() == null ? "s-" + request.connectionId() : request.sessionId();
        return Future.succeededFuture(new RegisterReply(
                true,
                null,
                session,
                name,
                incarnation,
                epoch,
                sentTo(request.pushTo()).get(),
                "log1",
                log.size(),
                request.sessionId() != null,
                null,
                page.messages(),
                page.more(),
                page.more() ? List.of() : running,
                "process"));
    }

    Future<ReadReply> page(ReadRequest request) {
        return Future.succeededFuture(pageAfter(request.afterSeq(), Math.min(pageSize, request.limit())));
    }

    HandleReply reply(ServerMessage response) {
        return new HandleReply(response, name, epoch);
    }

    static ServerMessage.Ack ack(HandleRequest request) {
        return new ServerMessage.Ack(
                1, request.projectId(), String.valueOf(request.message().id()), "m1", 1L, false);
    }

    /** Adds {@code count} notices to the log and returns the last. */
    Logged.Notice grow(int count) {
        for (int i = 0; i < count; i++) {
            log.add(notice(log.size() + 1, null));
        }
        return (Logged.Notice) log.get(log.size() - 1);
    }

    static Logged.Notice notice(long seq, @Nullable String to) {
        return new Logged.Notice(1, "p1", seq, "m" + seq, null, to, "你好 " + seq + " 👋", null);
    }

    /** Says that this is running, and nothing else. */
    void runs(ServerMessage snapshot) {
        running.add(0, snapshot);
        while (running.size() > 1) {
            running.remove(1);
        }
    }

    /** Pushes to {@code u1} in {@code p1}. */
    void push(ServerMessage... messages) {
        push("u1", messages);
    }

    void push(String userId, ServerMessage... messages) {
        pushTo(Addresses.userPush(userId), userId, messages);
    }

    /** Pushes to {@code userId}, or where it is null to all in {@code p1} who hear {@code pushTo}. */
    void pushTo(String pushTo, @Nullable String userId, ServerMessage... messages) {
        deliver(pushTo, userId, List.of(messages), null);
    }

    /** Something was dropped, of the conversations {@code lost}, or where that is null nobody knows of which. */
    void drop(String pushTo, @Nullable List<String> lost) {
        sentTo(pushTo).incrementAndGet();
        deliver(pushTo, null, List.of(), lost);
    }

    private void deliver(
            String pushTo, @Nullable String userId, List<ServerMessage> messages, @Nullable List<String> lost) {
        long next = sentTo(pushTo).incrementAndGet();
        transport.deliver(
                pushTo, List.of(new Envelope(name, incarnation, next, userId, "p1", null, epoch, messages, lost)));
    }

    /** It has started anew under its name, with its log, and counts from 1 again. */
    void restart() {
        incarnation = "i2";
        epoch = 2;
        n.clear();
    }

    /** A push to {@code u1} is lost on its way. */
    void lose() {
        sentTo(Addresses.userPush("u1")).incrementAndGet();
    }

    /** Tells the gateway that registered last that this instance lives, and how far its conversations are. */
    void beat(Beat.Position... positions) {
        beatTo(gateway, positions);
    }

    void beatTo(String gateway, Beat.Position... positions) {
        transport.beat(gateway, new Beat(name, incarnation, "log1", List.of(positions)));
    }

    private AtomicLong sentTo(String pushTo) {
        return n.computeIfAbsent(pushTo, to -> new AtomicLong());
    }

    private ReadReply pageAfter(long seq, int limit) {
        int from = (int) Math.min(seq, log.size());
        int to = Math.min(log.size(), from + limit);
        boolean more = to < log.size();
        return new ReadReply(log.subList(from, to), more, log.size(), more ? List.of() : running);
    }
}
