package io.parley.gateway;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parley.bus.Addresses;
import io.parley.bus.BusFailure;
import io.parley.bus.EventBusTransport;
import io.parley.bus.PushAck;
import io.parley.bus.PushListener;
import io.parley.bus.RegisterReply;
import io.parley.bus.RegisterRequest;
import io.parley.bus.Subscription;
import io.parley.bus.Transport;
import io.parley.gateway.identity.DevAuthenticator;
import io.parley.gateway.identity.Principal;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Lang;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a gateway hears for one user while that user's connections come and go. */
class HubTest extends GatewayFixture {
    @Test
    void consumerThatIsStillClosingTakesNothingFromTheNext() throws Exception {
        conversation.serve();
        var gateway = new Gateway(
                vertx,
                GatewayConfig.of(new JsonObject()),
                closingForEver(),
                null,
                new DevAuthenticator(),
                System::nanoTime);
        var context = vertx.getOrCreateContext();
        var before = new MemorySocket();
        var next = new MemorySocket();
        context.runOnContext(in -> gateway.start().onSuccess(started -> open(gateway, before)));
        conversation.registered.poll(5, SECONDS);
        context.runOnContext(in -> {
            before.cut();
            open(gateway, next);
        });
        conversation.registered.poll(5, SECONDS);

        conversation.push(conversation.grow(1));
        conversation.acknowledged.poll(5, SECONDS);

        Future<Boolean> heard = Future.future(promise -> context.runOnContext(
                in -> promise.complete(next.takeAll().stream().anyMatch(text -> text.contains("\"seq\":1,")))));
        assertThat(heard.await(5, SECONDS)).isTrue();
    }

    @Test
    void userWhoseConsumerIsNotThereInTimeIsHeardAtTheAddressOfTheGatewayUntilItIs() throws Exception {
        conversation.serve();
        Promise<Void> slow = Promise.promise();
        var gateway = new Gateway(
                vertx,
                GatewayConfig.of(new JsonObject()),
                hearingUsersAfter(slow.future()),
                null,
                new DevAuthenticator(),
                System::nanoTime);
        var context = vertx.getOrCreateContext();
        var socket = new MemorySocket();
        context.runOnContext(in -> gateway.start().onSuccess(started -> open(gateway, socket)));

        RegisterRequest first = Objects.requireNonNull(conversation.registered.poll(5, SECONDS));
        assertThat(first.pushTo()).isEqualTo(Addresses.gateway(first.gateway()));
        conversation.pushTo(first.pushTo(), null, conversation.grow(1));
        awaitHeard(context, socket, 1);

        slow.complete();
        RegisterRequest second = null;
        while (second == null) {
            context.runOnContext(in -> gateway.sweep());
            second = conversation.registered.poll(1, SECONDS);
        }
        assertThat(second.pushTo()).isEqualTo(Addresses.userPush("u1"));
        assertThat(second.sessionId()).isEqualTo("s-" + second.connectionId());
        var entry = conversation.grow(1);
        conversation.pushTo(first.pushTo(), null, entry); // for others of this gateway
        conversation.push(entry);
        conversation.push(conversation.grow(1));
        assertThat(awaitHeard(context, socket, 3))
                .filteredOn(text -> text.contains("\"seq\":2,"))
                .hasSize(1);
    }

    @Test
    void whatCameWhileAResumeAskedInVainForAnotherAddressIsRead() throws Exception {
        conversation.serve();
        Promise<Void> slow = Promise.promise();
        var gateway = new Gateway(
                vertx,
                GatewayConfig.of(new JsonObject()),
                hearingUsersAfter(slow.future()),
                null,
                new DevAuthenticator(),
                System::nanoTime);
        var context = vertx.getOrCreateContext();
        var socket = new MemorySocket();
        context.runOnContext(in -> gateway.start().onSuccess(started -> open(gateway, socket)));
        RegisterRequest first = Objects.requireNonNull(conversation.registered.poll(5, SECONDS));
        conversation.pushTo(first.pushTo(), null, conversation.grow(1));
        awaitHeard(context, socket, 1);
        Promise<RegisterReply> answer = Promise.promise();
        conversation.onRegister =
                request -> request.pushTo().equals(first.pushTo()) ? conversation.welcome(request) : answer.future();

        slow.complete();
        RegisterRequest second = first;
        while (second.pushTo().equals(first.pushTo())) {
            context.runOnContext(in -> Objects.requireNonNull(socket.listener).text("{\"type\":\"resume\"}"));
            second = Objects.requireNonNull(conversation.registered.poll(5, SECONDS));
        }
        conversation.pushTo(first.pushTo(), null, conversation.grow(1));
        PushAck taken = null;
        while (taken == null || taken.n() < 2) {
            taken = Objects.requireNonNull(conversation.acknowledged.poll(5, SECONDS));
        }
        conversation.read.clear();
        answer.fail(new BusFailure(ErrorCode.INTERNAL_ERROR, "not now"));

        assertThat(conversation.read.poll(5, SECONDS)).isNotNull();
        awaitHeard(context, socket, 2);
    }

    @Test
    void connectionWhoseResumeFailsHearsItsOwnerAsBefore() throws Exception {
        conversation.serve();
        var gateway = new Gateway(
                vertx,
                GatewayConfig.of(new JsonObject()),
                new EventBusTransport(vertx, Duration.ofSeconds(5)),
                null,
                new DevAuthenticator(),
                System::nanoTime);
        var context = vertx.getOrCreateContext();
        var socket = new MemorySocket();
        context.runOnContext(in -> gateway.start().onSuccess(started -> open(gateway, socket)));
        Objects.requireNonNull(conversation.registered.poll(5, SECONDS));
        conversation.push(conversation.grow(1));
        awaitHeard(context, socket, 1);
        conversation.onRegister = request -> Future.failedFuture(new BusFailure(ErrorCode.INTERNAL_ERROR, "not now"));

        context.runOnContext(in -> Objects.requireNonNull(socket.listener).text("{\"type\":\"resume\"}"));
        Objects.requireNonNull(conversation.registered.poll(5, SECONDS));
        awaitTold(context, socket, "\"INTERNAL_ERROR\"");
        context.runOnContext(in -> gateway.sweep());
        conversation.push(conversation.grow(1));

        awaitHeard(context, socket, 2);
        assertThat(socket.closedWith).isNull();
    }

    @Test
    void subscriptionThatFailsLateIsMadeAgainAndLocksOutNoOtherConnectionOfTheUser() throws Exception {
        conversation.serve();
        Promise<Void> late = Promise.promise();
        var gateway = new Gateway(
                vertx,
                GatewayConfig.of(new JsonObject()),
                hearingUsersAfter(late.future()),
                null,
                new DevAuthenticator(),
                System::nanoTime);
        var context = vertx.getOrCreateContext();
        context.runOnContext(in -> gateway.start().onSuccess(started -> open(gateway, new MemorySocket())));
        RegisterRequest first = Objects.requireNonNull(conversation.registered.poll(5, SECONDS));

        late.fail(new BusFailure(ErrorCode.UNAVAILABLE, "Redis is away"));
        context.runOnContext(in -> open(gateway, new MemorySocket()));

        RegisterRequest second = Objects.requireNonNull(conversation.registered.poll(5, SECONDS));
        assertThat(second.connectionId()).isNotEqualTo(first.connectionId());
        RegisterRequest again = null;
        while (again == null) {
            context.runOnContext(in -> gateway.sweep());
            again = conversation.registered.poll(1, SECONDS);
        }
        assertThat(again.connectionId()).isEqualTo(first.connectionId());
        assertThat(again.pushTo()).isEqualTo(Addresses.userPush("u1"));
    }

    /** All that the client is sent until the entry {@code seq} comes. */
    private static List<String> awaitHeard(Context context, MemorySocket socket, long seq) {
        return awaitTold(context, socket, "\"seq\":" + seq + ",");
    }

    private static List<String> awaitTold(Context context, MemorySocket socket, String part) {
        List<String> all = new CopyOnWriteArrayList<>();
        await().atMost(Duration.ofSeconds(5)).until(() -> {
            context.runOnContext(in -> all.addAll(socket.takeAll()));
            return all.stream().anyMatch(text -> text.contains(part));
        });
        return all;
    }

    /**
     * The bus, on which a user's address is heard only after {@code there}, as in a cluster of which a node stands still; where that
     * fails, so does the first try.
     */
    private Transport hearingUsersAfter(Future<Void> there) {
        var tries = new AtomicInteger();
        Transport bus = new EventBusTransport(vertx, Duration.ofSeconds(5));
        return (Transport) Proxy.newProxyInstance(
                Transport.class.getClassLoader(), new Class<?>[] {Transport.class}, (proxy, method, given) -> {
                    if (method.getName().equals("subscribe")
                            && String.valueOf(given[0]).startsWith("user.push.")) {
                        if (tries.getAndIncrement() > 0) {
                            return bus.subscribe((String) given[0], (PushListener) given[1]);
                        }
                        var context = vertx.getOrCreateContext();
                        Promise<Subscription> heard = Promise.promise();
                        there.onSuccess(now ->
                                context.runOnContext(in -> bus.subscribe((String) given[0], (PushListener) given[1])
                                        .onComplete(heard)));
                        there.onFailure(heard::fail);
                        return heard.future();
                    }
                    try {
                        return method.invoke(bus, given);
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                });
    }

    private static void open(Gateway gateway, MemorySocket socket) {
        var handshake = new Handshake("p1", null, null, Lang.EN);
        gateway.open(new Visitor(new Principal("u1"), handshake, "127.0.0.1"), socket);
    }

    /** The bus, from which a consumer of a user is not gone at once, as in a cluster that is slow. */
    private Transport closingForEver() {
        Transport bus = new EventBusTransport(vertx, Duration.ofSeconds(5));
        return (Transport) Proxy.newProxyInstance(
                Transport.class.getClassLoader(), new Class<?>[] {Transport.class}, (proxy, method, given) -> {
                    if (method.getName().equals("subscribe")) {
                        return bus.subscribe((String) given[0], (PushListener) given[1])
                                .map(heard -> (Subscription) Future::succeededFuture);
                    }
                    try {
                        return method.invoke(bus, given);
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                });
    }
}
