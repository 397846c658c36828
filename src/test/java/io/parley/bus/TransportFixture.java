package io.parley.bus;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.parley.protocol.ClientMessage;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;

/** Transports of several nodes in one Vert.x, called on the one context that they belong to. */
abstract class TransportFixture {
    final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();

    /** One that belongs to the context that calls. */
    abstract Transport make(Duration requestTimeout);

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, SECONDS);
    }

    final Transport started() throws Exception {
        return started(Duration.ofSeconds(5));
    }

    final Transport started(Duration requestTimeout) throws Exception {
        return on(() -> {
            Transport transport = make(requestTimeout);
            return transport.start().map(transport);
        });
    }

    final Served serve(String name) throws Exception {
        return serve(new Echo(name));
    }

    final Served serve(Echo echo) throws Exception {
        Transport transport = started();
        return on(() -> transport.serve(echo.name, echo));
    }

    final BlockingQueue<Object> hear(String address) throws Exception {
        BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
        Transport transport = started();
        on(() -> transport.subscribe(address, listener(heard)));
        return heard;
    }

    final <T> T on(Supplier<Future<T>> task) throws Exception {
        return Future.<T>future(done -> context.runOnContext(now -> task.get().onComplete(done)))
                .await(10, SECONDS);
    }

    final void tell(Runnable task) throws Exception {
        on(() -> {
            task.run();
            return Future.succeededFuture();
        });
    }

    static BusFailure failure(ThrowingCallable asked) {
        return catchThrowableOfType(BusFailure.class, asked);
    }

    static Envelope envelope(long n) {
        return new Envelope("i1", "x", n, "u1", "p1", null, 4, List.of(), null);
    }

    static HandleRequest request(String projectId, ClientMessage message) {
        return new HandleRequest("con1", "u1", projectId, message, System.currentTimeMillis() + 5_000);
    }

    static RegisterRequest register(String projectId) {
        return new RegisterRequest("con1", null, "u1", projectId, "g1", "user.push.u1", null, "en", null, null);
    }

    static ClientMessage ping() {
        return new ClientMessage.Ping("p", null, null);
    }

    static PushListener listener(BlockingQueue<Object> heard) {
        return new PushListener() {
            @Override
            public void envelope(Envelope envelope) {
                heard.add(envelope);
            }

            @Override
            public void beat(Beat beat) {
                heard.add(beat);
            }

            @Override
            public void reached(UserReached reached) {
                heard.add(reached);
            }

            @Override
            public void bare(JsonObject message) {
                heard.add(message);
            }
        };
    }
}
