package io.parley.gateway;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.bus.EventBusTransport;
import io.parley.gateway.identity.Authenticator;
import io.parley.gateway.identity.Principal;
import io.parley.gateway.identity.TrustedProxies;
import io.parley.protocol.ErrorCode;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whoever says who somebody is, may do so on any thread; the gateway goes on on its own. */
class EntranceTest {
    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<Promise<Principal>> asked = new LinkedBlockingQueue<>();
    private final BlockingQueue<Identified> identified = new LinkedBlockingQueue<>();

    private record Identified(AsyncResult<Caller> end, boolean isWhereItCame) {}

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, SECONDS);
    }

    @Test
    void visitorWhomAForeignThreadNamesComesInWhereItCame() throws Exception {
        visit(10_000);

        Objects.requireNonNull(asked.poll(10, SECONDS)).complete(new Principal("anna"));

        Identified anna = next();
        assertThat(anna.end().result().principal()).isEqualTo(new Principal("anna"));
        assertThat(anna.isWhereItCame()).isTrue();
    }

    @Test
    void visitorWhomNobodyNamesInTimeIsRefusedWhereItCame() throws Exception {
        visit(20);

        Identified nobody = next();

        assertThat(nobody.end().cause())
                .isInstanceOfSatisfying(
                        Entrance.Refused.class,
                        no -> assertThat(no.why().code()).isEqualTo(ErrorCode.UNAVAILABLE));
        assertThat(nobody.isWhereItCame()).isTrue();
    }

    /** Comes with a request to an entrance that waits for {@link #asked}. */
    private void visit(long patienceMs) throws Exception {
        Authenticator authenticator = request -> {
            Promise<Principal> answer = Promise.promise();
            asked.add(answer);
            return answer.future();
        };
        var entrance = new Entrance(
                new Identification(vertx, authenticator, patienceMs),
                new TrustedProxies(List.of()),
                new Admission(new GatewayConfig.Limits(1, 1, 1)));
        Door door = Door.ofConversations(new Gateway(
                vertx,
                GatewayConfig.of(new JsonObject()),
                new EventBusTransport(vertx, Duration.ofSeconds(5)),
                null,
                authenticator,
                System::nanoTime));
        HttpServer server = vertx.createHttpServer()
                .requestHandler(request -> {
                    Context came = Vertx.currentContext();
                    entrance.identify(request, door)
                            .onComplete(end -> identified.add(new Identified(end, Vertx.currentContext() == came)));
                })
                .listen(0, "127.0.0.1")
                .await(10, SECONDS);
        vertx.createHttpClient()
                .request(HttpMethod.GET, server.actualPort(), "127.0.0.1", "/ws?project_id=p1")
                .compose(HttpClientRequest::end)
                .await(10, SECONDS);
    }

    private Identified next() throws InterruptedException {
        Identified next = identified.poll(10, SECONDS);
        assertThat(next).as("somebody identified in time").isNotNull();
        return Objects.requireNonNull(next);
    }
}
