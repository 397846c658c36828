package io.parley.bus;

import static io.parley.bus.Addresses.ACK;
import static io.parley.bus.Addresses.HANDLE;
import static io.parley.bus.Addresses.PUSH;
import static io.parley.bus.Addresses.READ;
import static io.parley.bus.Addresses.REGISTER;
import static io.parley.bus.Addresses.UNREGISTER;

import io.parley.protocol.ProtocolCodec;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The transport over the Vert.x event bus, local or clustered. */
public final class EventBusTransport implements Transport {
    private static final long MIN_TIMEOUT_MS = 1;

    private final EventBus bus;
    private final EventBusServer server;
    private final Duration requestTimeout;

    /** Requests without a deadline of their own get {@code requestTimeout}. */
    public EventBusTransport(Vertx vertx, Duration requestTimeout) {
        this.bus = vertx.eventBus();
        this.server = new EventBusServer(bus);
        this.requestTimeout = requestTimeout;
    }

    @Override
    public Future<RegisterReply> register(@Nullable String owner, RegisterRequest request) {
        long now = System.currentTimeMillis();
        RegisterRequest timed = request.within(now + requestTimeout.toMillis());
        long left = timed.deadline() == null ? requestTimeout.toMillis() : timed.deadline() - now;
        return ask(address(REGISTER, owner), timed, left, RegisterReply.class);
    }

    @Override
    public void unregister(@Nullable String owner, Unregister notice) {
        bus.send(address(UNREGISTER, owner), ProtocolCodec.write(notice));
    }

    @Override
    public Future<HandleReply> handle(@Nullable String owner, HandleRequest request) {
        long left = request.deadline() - System.currentTimeMillis();
        return ask(address(HANDLE, owner), request, left, HandleReply.class);
    }

    @Override
    public Future<ReadReply> read(@Nullable String owner, ReadRequest request) {
        return ask(address(READ, owner), request, requestTimeout.toMillis(), ReadReply.class);
    }

    @Override
    public Future<PushReply> push(@Nullable String owner, PushRequest request) {
        return ask(address(PUSH, owner), request, requestTimeout.toMillis(), PushReply.class);
    }

    @Override
    public Future<ManageReply> manage(@Nullable String owner, ManageRequest request) {
        return ask(address(Addresses.MANAGE, owner), request, requestTimeout.toMillis(), ManageReply.class);
    }

    @Override
    public Future<@Nullable LogIdentity> log(LogIdentity own) {
        return BusFailures.orNobody(ask(Addresses.LOG, own, requestTimeout.toMillis(), LogIdentity.class));
    }

    @Override
    public void tellLog(LogIdentity own) {
        bus.publish(Addresses.LOG_ALL, ProtocolCodec.write(own));
    }

    @Override
    public Future<Subscription> hearLogs(Consumer<LogIdentity> listener) {
        return server.consume(
                Addresses.LOG_ALL, message -> listener.accept(ProtocolCodec.read(message.body(), LogIdentity.class)));
    }

    @Override
    public void deliver(String pushTo, List<Envelope> envelopes) {
        bus.publish(pushTo, PushBodies.of(envelopes));
    }

    @Override
    public void beat(String gateway, Beat beat) {
        bus.send(Addresses.gateway(gateway), ProtocolCodec.write(beat));
    }

    @Override
    public void acknowledge(String instance, PushAck ack) {
        bus.send(Addresses.of(ACK, instance), ProtocolCodec.write(ack));
    }

    @Override
    public void call(UserCall call) {
        bus.publish(Addresses.GATEWAY_ALL, ProtocolCodec.write(call));
    }

    @Override
    public void report(String address, UserReached reached) {
        bus.send(address, ProtocolCodec.write(reached));
    }

    @Override
    public Future<Subscription> serveUsers(UserEndpoint endpoint) {
        return server.serveUsers(endpoint);
    }

    @Override
    public Future<Subscription> subscribe(String address, PushListener listener) {
        return server.consume(address, message -> PushBodies.heard(message.body(), listener));
    }

    @Override
    public Future<Served> serve(String instance, ConversationEndpoint endpoint) {
        return server.serve(instance, endpoint);
    }

    private <T> Future<T> ask(String address, Object request, long timeoutMs, Class<T> reply) {
        DeliveryOptions options = new DeliveryOptions().setSendTimeout(Math.max(MIN_TIMEOUT_MS, timeoutMs));
        return bus.request(address, ProtocolCodec.write(request), options)
                .map(BusFailures::body)
                .map(body -> ProtocolCodec.read(body, reply))
                .recover(failure -> Future.failedFuture(BusFailures.of(address, failure)));
    }

    private static String address(String address, @Nullable String owner) {
        return owner == null ? address : Addresses.of(address, owner);
    }
}
