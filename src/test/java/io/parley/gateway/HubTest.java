package io.parley.gateway;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.bus.EventBusTransport;
import io.parley.bus.PushListener;
import io.parley.bus.Subscription;
import io.parley.bus.Transport;
import io.parley.gateway.identity.DevAuthenticator;
import io.parley.gateway.identity.Principal;
import io.parley.protocol.Lang;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
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
