package io.parley.gateway;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.gateway.identity.Principal;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** The event-bus bridge of a gateway on an application's own router. */
class BridgeMountTest extends GatewayFixture {
    /** Held here: a client that nobody refers to is closed when it is collected. */
    private final HttpClient http = vertx.createHttpClient();

    private final BlockingQueue<MountedGateway> mounted = new LinkedBlockingQueue<>();

    @Test
    void isThereAndGoesWithItsGateway() throws Exception {
        conversation.serve();
        mount(new JsonObject("{\"bridge\":{\"enabled\":true}}"));
        BridgeClient client = new BridgeClient(vertx, port, "").say("register", "user.push.u1");
        BridgeClient idle = new BridgeClient(vertx, port, "");

        client.handle("p1", BridgeClient.chat("c1", "hello"), "r1");
        JsonObject answer = client.response("r1");
        Future<Void> closed = mounted.remove().close();

        assertThat(answer.getString("type")).isEqualTo("ack");
        assertThat(client.closeCode()).isEqualTo(1012);
        assertThat(idle.closeCode()).isEqualTo(1012);
        closed.await(10, SECONDS);
    }

    @Test
    void pathIsTheApplicationsWhereItIsNotEnabled() throws Exception {
        mount(new JsonObject());

        int status = http.request(HttpMethod.GET, port, "127.0.0.1", "/eventbus/info")
                .compose(request ->
                        request.putHeader("Origin", "https://other.example").send())
                .await(10, SECONDS)
                .statusCode();

        assertThat(status).isEqualTo(404);
    }

    private void mount(JsonObject config) throws Exception {
        BlockingQueue<HttpServer> servers = new LinkedBlockingQueue<>();
        vertx.deployVerticle(new VerticleBase() {
                    @Override
                    public Future<?> start() {
                        Router router = Router.router(vertx);
                        return MountedGateway.mount(
                                        vertx, router, config, request -> Future.succeededFuture(new Principal("u1")))
                                .onSuccess(mounted::add)
                                .compose(gateway -> vertx.createHttpServer(MountedGateway.serverOptions(config))
                                        .requestHandler(router)
                                        .listen(0, "127.0.0.1"))
                                .onSuccess(servers::add);
                    }
                })
                .await(10, SECONDS);
        port = servers.remove().actualPort();
    }
}
