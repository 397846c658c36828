import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.parley.conversation.Collaborators;
import io.parley.conversation.ConversationVerticle;
import io.parley.gateway.GatewayVerticle;
import io.parley.gateway.identity.Principal;
import io.parley.ops.Metrics;
import io.parley.ops.Ports;
import io.parley.store.ConversationLog;
import io.parley.store.Logs;
import io.parley.store.StoreConfig;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.jackson.DatabindCodec;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The sentences of src/docs/embedding.md that the example does not show, tried in a process of their own; prints what came of each. */
class Sentences {
    private static final JsonObject MEMORY = new JsonObject().put("kind", "memory");
    private static final List<Object> HELD = new ArrayList<>();

    public static void main(String[] args) throws Exception {
        List<Object> before = globals();
        BlockingQueue<String> unhandled = new LinkedBlockingQueue<>();
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        Vertx one = Metrics.on(registry).share(Vertx.vertx()).exceptionHandler(e -> unhandled.add(e.getMessage()));
        Vertx other = Vertx.vertx();
        AtomicInteger appends = new AtomicInteger();

        byName(one);
        withOwnParts(other, appends);

        System.out.println("by name: " + answer(one, "p1", "user_id=alice"));
        System.out.println("own parts: " + answer(other, "p1", "name=alice"));
        System.out.println("own log: " + (appends.get() > 0));
        System.out.println("own authorizer: " + closeCode(other, "p2", "name=mallory"));
        System.out.println("own authenticator: " + refusal(other, "p1", ""));
        System.out.println("own registry: "
                + registry.get("parley_turns_total").tag("outcome", "complete").counter().count());
        one.runOnContext(v -> {
            throw new IllegalStateException("of the application");
        });
        System.out.println("own exception handler: " + unhandled.poll(10, TimeUnit.SECONDS));
        one.close().await(30, TimeUnit.SECONDS);
        other.close().await(30, TimeUnit.SECONDS);
        System.out.println("globals: " + (globals().equals(before) ? "as before" : before + " became " + globals()));
    }

    private static void byName(Vertx vertx) throws Exception {
        vertx.deployVerticle("io.parley.conversation.ConversationVerticle", new DeploymentOptions()
                        .setInstances(2)
                        .setConfig(new JsonObject().put("agent", "echo").put("store", MEMORY)))
                .compose(serving -> vertx.deployVerticle("io.parley.gateway.GatewayVerticle", new DeploymentOptions()
                        .setConfig(new JsonObject().put("port", 0))))
                .await(30, TimeUnit.SECONDS);
    }

    private static void withOwnParts(Vertx vertx, AtomicInteger appends) throws Exception {
        Collaborators own = Collaborators.configured()
                .withAgent((turn, sink) -> sink.content("Heard by my own agent.").map(io.parley.agent.Outcome.complete()))
                .withAuthorizer((userId, projectId, members) -> Future.succeededFuture(!userId.equals("mallory")))
                .withLog(on -> Logs.open(on, StoreConfig.memory()).map(log -> counting(log, appends)));
        vertx.deployVerticle(() -> new ConversationVerticle(own), new DeploymentOptions())
                .compose(serving -> vertx.deployVerticle(
                        () -> new GatewayVerticle(request -> request.getCookie("name") == null
                                ? Future.failedFuture(new io.parley.gateway.identity.Unauthenticated("nobody"))
                                : Future.succeededFuture(new Principal(request.getCookie("name").getValue()))),
                        new DeploymentOptions().setConfig(new JsonObject().put("port", 0))))
                .await(30, TimeUnit.SECONDS);
    }

    /** A log of the application's own: one that counts, in front of another. */
    private static ConversationLog counting(ConversationLog log, AtomicInteger appends) {
        return (ConversationLog) Proxy.newProxyInstance(
                Sentences.class.getClassLoader(), new Class<?>[] {ConversationLog.class}, (self, method, args) -> {
                    if (method.getName().equals("append")) {
                        appends.incrementAndGet();
                    }
                    try {
                        return method.invoke(log, args);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                });
    }

    private static String answer(Vertx vertx, String projectId, String identity) throws Exception {
        BlockingQueue<JsonObject> heard = new LinkedBlockingQueue<>();
        WebSocket socket = connect(vertx, projectId, identity);
        socket.textMessageHandler(text -> heard.add(new JsonObject(text)));
        socket.resume();
        JsonObject connected = heard.poll(10, TimeUnit.SECONDS);
        socket.writeTextMessage("{\"type\":\"chat\",\"id\":\"c1\",\"content\":\"你好 👋\"}");
        for (JsonObject next = heard.poll(10, TimeUnit.SECONDS); next != null; next = heard.poll(10, TimeUnit.SECONDS)) {
            if (next.getString("type").equals("ai_reply")) {
                socket.close();
                return next.getString("content") + " after "
                        + connected.getJsonObject("details").getLong("last_seq");
            }
        }
        return "nothing";
    }

    private static String refusal(Vertx vertx, String projectId, String identity) throws Exception {
        try {
            connect(vertx, projectId, identity);
            return "none";
        } catch (UpgradeRejectedException refused) {
            return String.valueOf(refused.getStatus());
        }
    }

    private static Object closeCode(Vertx vertx, String projectId, String identity) throws Exception {
        BlockingQueue<Short> codes = new LinkedBlockingQueue<>();
        WebSocket socket = connect(vertx, projectId, identity);
        socket.closeHandler(closed -> codes.add(socket.closeStatusCode()));
        socket.resume();
        return codes.poll(10, TimeUnit.SECONDS);
    }

    private static WebSocket connect(Vertx vertx, String projectId, String identity) throws Exception {
        WebSocketClient client = vertx.createWebSocketClient();
        HELD.add(client);
        String query = identity.startsWith("user_id") ? "&" + identity : "";
        WebSocketConnectOptions options = new WebSocketConnectOptions()
                .setHost("localhost")
                .setPort(Ports.of(vertx).find("gateway").orElseThrow())
                .setURI("/ws?project_id=" + projectId + query)
                .setAllowOriginHeader(false);
        if (identity.startsWith("name")) {
            options.addHeader("Cookie", identity);
        }
        WebSocket socket = client.connect(options).onSuccess(WebSocket::pause).await(10, TimeUnit.SECONDS);
        HELD.add(socket);
        return socket;
    }

    /** What all of a process shares. */
    private static List<Object> globals() {
        List<Object> globals = new ArrayList<>();
        globals.add(new java.util.TreeMap<>(System.getProperties()));
        globals.add(String.valueOf(Thread.getDefaultUncaughtExceptionHandler()));
        globals.add(DatabindCodec.mapper().getRegisteredModuleIds());
        globals.add(DatabindCodec.mapper().getDeserializationConfig().getDeserializationFeatures());
        globals.add(DatabindCodec.mapper().getSerializationConfig().getSerializationFeatures());
        globals.add(io.micrometer.core.instrument.Metrics.globalRegistry.getRegistries().size());
        globals.add(Locale.getDefault());
        globals.add(TimeZone.getDefault());
        globals.add(List.of(Security.getProviders()));
        globals.add(System.out);
        globals.add(System.err);
        return globals;
    }
}
