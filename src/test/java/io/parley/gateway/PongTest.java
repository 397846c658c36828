package io.parley.gateway;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parley.bus.EventBusTransport;
import io.parley.gateway.identity.DevAuthenticator;
import io.parley.gateway.identity.Principal;
import io.parley.protocol.Lang;
import io.parley.protocol.Logged;
import io.parley.protocol.ProtocolCodec;
import io.parley.protocol.ServerMessage;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** How far the server says that its client is, whatever waits for a client that reads slowly. */
class PongTest extends GatewayFixture {
    private static final JsonObject SMALL_QUEUE = new JsonObject("{\"queue\":{\"messages\":16}}");
    private static final int MISSED = 30;

    @Test
    void pongOfAClientThatCatchesUpNamesTheLastEntryWrittenBeforeIt() throws Exception {
        conversation.serve();
        conversation.grow(MISSED);
        var gateway = new Gateway(
                vertx,
                GatewayConfig.of(SMALL_QUEUE),
                new EventBusTransport(vertx, Duration.ofSeconds(5)),
                null,
                new DevAuthenticator(),
                System::nanoTime);
        var context = vertx.getOrCreateContext();
        var socket = new MemorySocket();
        var visitor = new Visitor(new Principal("u1"), new Handshake("p1", null, 0L, Lang.EN), "127.0.0.1");
        context.runOnContext(in -> gateway.start().onSuccess(started -> gateway.open(visitor, socket)));
        await().atMost(Duration.ofSeconds(15)).until(() -> on(context, socket::waiting) > 1);

        List<ServerMessage> told = on(context, () -> {
                    Objects.requireNonNull(socket.listener).text("{\"type\":\"ping\",\"id\":\"g1\"}");
                    return socket.takeAll();
                })
                .stream()
                .map(ProtocolCodec::decodeServer)
                .toList();

        int at = told.stream().map(ServerMessage::type).toList().indexOf("pong");
        List<Long> before = seqs(told.subList(0, at));
        assertThat(before).isNotEmpty().hasSizeLessThan(MISSED);
        assertThat(((ServerMessage.Pong) told.get(at)).lastSeq()).isEqualTo(before.get(before.size() - 1));
        assertThat(seqs(told))
                .isEqualTo(LongStream.rangeClosed(1, MISSED).boxed().toList());
    }

    private static List<Long> seqs(List<ServerMessage> told) {
        return told.stream()
                .filter(Logged.class::isInstance)
                .map(message -> ((Logged) message).seq())
                .toList();
    }

    private static <T> T on(Context context, Callable<T> work) throws Exception {
        return Future.<T>future(promise -> context.runOnContext(in -> {
                    try {
                        promise.complete(work.call());
                    } catch (Exception failure) {
                        promise.fail(failure);
                    }
                }))
                .await(15, SECONDS);
    }
}
