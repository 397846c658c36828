package example;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.parley.agent.Outcome;
import io.parley.agent.ReplySink;
import io.parley.agent.Turn;
import io.parley.conversation.Collaborators;
import io.parley.conversation.ConversationVerticle;
import io.parley.gateway.MountedGateway;
import io.parley.gateway.identity.Principal;
import io.parley.gateway.identity.Unauthenticated;
import io.parley.ops.Metrics;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.util.Set;

/** An application with pages, users and an agent of its own, and conversations beside them: one Vertx, one port, one registry. */
public final class App extends VerticleBase {
    private static final JsonObject GATEWAY = new JsonObject().put("heartbeat_ms", 20_000);
    private static final JsonObject CONVERSATION =
            new JsonObject().put("store", new JsonObject().put("kind", "memory"));

    private final MeterRegistry registry;
    private final int port;
    private MountedGateway gateway;

    private App(MeterRegistry registry, int port) {
        this.registry = registry;
        this.port = port;
    }

    public static void main(String[] args) {
        MeterRegistry registry = new SimpleMeterRegistry();
        Vertx vertx = Metrics.on(registry).share(Vertx.vertx());
        Collaborators own = Collaborators.configured().withAgent(App::answer).withAuthorizer(App::mayTakePart);
        vertx.deployVerticle(() -> new ConversationVerticle(own), new DeploymentOptions().setInstances(2).setConfig(CONVERSATION))
                .compose(serving -> vertx.deployVerticle(
                        "io.parley.console.ConsoleVerticle", new DeploymentOptions().setConfig(new JsonObject().put("port", 0))))
                .compose(watched -> vertx.deployVerticle(new App(registry, Integer.parseInt(args[0]))))
                .onFailure(failure -> {
                    failure.printStackTrace();
                    vertx.close();
                });
    }

    @Override
    public Future<?> start() {
        Router router = Router.router(vertx);
        router.get("/hello").handler(context -> context.end("Hello"));
        router.get("/turns").handler(context -> context.end(turns()));
        return MountedGateway.mount(vertx, router, GATEWAY, App::user)
                .onSuccess(mounted -> gateway = mounted)
                .compose(mounted -> vertx.createHttpServer(MountedGateway.serverOptions(GATEWAY).setPort(port))
                        .requestHandler(router)
                        .listen())
                .onSuccess(server -> System.out.println("http://localhost:" + server.actualPort()));
    }

    @Override
    public Future<?> stop() {
        return gateway == null ? Future.succeededFuture() : gateway.close();
    }

    /** Who a client is: here by a cookie of the application. */
    private static Future<Principal> user(HttpServerRequest request) {
        Cookie name = request.getCookie("name");
        return name == null
                ? Future.failedFuture(new Unauthenticated("nobody has signed in"))
                : Future.succeededFuture(new Principal(name.getValue()));
    }

    private static Future<Boolean> mayTakePart(String userId, String projectId, Set<String> members) {
        return Future.succeededFuture(projectId.startsWith(userId + "-"));
    }

    private static Future<Outcome> answer(Turn turn, ReplySink sink) {
        return sink.content("You said: " + turn.message().content()).map(Outcome.complete());
    }

    private String turns() {
        return String.valueOf(registry.get("parley_turns_total").tag("outcome", "complete").counter().count());
    }
}
