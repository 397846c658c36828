package io.parley.gateway;

import io.parley.ops.EventLog;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Phrase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.sockjs.SockJSHandler;
import io.vertx.ext.web.handler.sockjs.SockJSHandlerOptions;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code /sockjs}: the same protocol over SockJS. A session on a WebSocket is that WebSocket. One that polls by XHR says with
 * each request whose it is; its name gets a digest of that, so that nobody else can reach it by its name alone.
 */
final class SockJsEndpoint {
    private static final EventLog LOG = EventLog.of(SockJsEndpoint.class, EventLog.GATEWAY);
    /** In one frame or request of a client. */
    static final int MAX_MESSAGES = 16;

    private static final String OWN_WEBSOCKET = "/sockjs/[^/.]+/[^/.]+/websocket";
    private static final String RAW = "/sockjs/websocket";
    private static final Pattern SESSION = Pattern.compile("/sockjs/([^/.]+)/([^/.]+)/(xhr\\w*)");
    private static final String SEND = "/sockjs/[^/.]+/[^/.]+/xhr_send";
    private static final Pattern OPEN = Pattern.compile("/sockjs/info");
    private static final String VISITOR = "parley.visitor";
    private static final String REFUSAL = "parley.refusal";
    private static final int DIGEST_BYTES = 16;

    private final Gateway gateway;
    private final Entrance entrance;

    SockJsEndpoint(Gateway gateway, Entrance entrance) {
        this.gateway = gateway;
        this.entrance = entrance;
    }

    void mount(Vertx vertx, Router router) {
        var options = new SockJSHandlerOptions()
                .setHeartbeatInterval(Math.min(
                        SockJSHandlerOptions.DEFAULT_HEARTBEAT_INTERVAL,
                        gateway.config().heartbeatMs()))
                .addDisabledTransport("EVENT_SOURCE")
                .addDisabledTransport("HTML_FILE")
                .addDisabledTransport("JSON_P");
        int maxBytes = gateway.config().maxFrameBytes();
        router.routeWithRegex(OWN_WEBSOCKET).handler(new WebSocketEndpoint(gateway, entrance, SockJsWebSocket::new));
        router.route(RAW).handler(new WebSocketEndpoint(gateway, entrance, UnaryOperator.identity()));
        router.route("/sockjs/*").handler(this::identify);
        router.post("/sockjs/*").handler(BodyHandler.create(false).setBodyLimit(maxBytes));
        router.postWithRegex(SEND).handler(SockJsEndpoint::limit);
        router.route("/sockjs/*").subRouter(SockJSHandler.create(vertx, options).socketHandler(this::open));
    }

    private void identify(RoutingContext context) {
        String path = String.valueOf(context.request().path());
        Matcher session = SESSION.matcher(path);
        if (context.get(VISITOR) != null || context.get(REFUSAL) != null) {
            tellOfClosing(context, path);
            context.next();
        } else if (OPEN.matcher(path).matches()) {
            context.next();
        } else if (!session.matches()) {
            context.fail(404);
        } else {
            identify(context, session);
        }
    }

    /**
     * Vert.x closes the connection behind each answer to a poll (vertx-web issue 2862). A client that is not told sends its
     * next message into it, and loses that and its session.
     */
    private static void tellOfClosing(RoutingContext context, String path) {
        if (path.endsWith("/xhr") || path.endsWith("/xhr_streaming")) {
            context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
    }

    /** Why more than {@value #MAX_MESSAGES} at once are not taken. */
    static Phrase tooMany() {
        return Phrase.of("bad.too_many_messages", String.valueOf(MAX_MESSAGES));
    }

    /** What is no array is judged by who reads it. */
    private static void limit(RoutingContext context) {
        JsonArray messages = null;
        try {
            messages = context.body().asJsonArray();
        } catch (DecodeException noArray) {
            LOG.debug("no_array").log("a body of SockJS is no array");
        }
        if (messages != null && messages.size() > MAX_MESSAGES) {
            Entrance.refuse(context.request(), new Refusal(ErrorCode.BAD_REQUEST, tooMany(), null));
        } else {
            context.next();
        }
    }

    private void identify(RoutingContext context, Matcher session) {
        HttpServerRequest request = context.request();
        request.pause();
        entrance.identify(request)
                .onSuccess(visitor -> {
                    context.put(VISITOR, visitor);
                    enter(context, session, digest(visitor));
                })
                .onFailure(failure -> refuse(context, session, Entrance.why(failure)));
    }

    private static void refuse(RoutingContext context, Matcher session, Refusal why) {
        if (Entrance.isBrowser(context.request())) {
            context.put(REFUSAL, why);
            enter(context, session, "refused");
        } else {
            Entrance.refuse(context.request(), why);
            context.request().resume();
        }
    }

    /** Goes on, by the session's name as it is for this visitor. */
    private static void enter(RoutingContext context, Matcher session, String owner) {
        context.request().resume();
        context.reroute("/sockjs/" + session.group(1) + "/" + session.group(2) + "~" + owner + "/" + session.group(3));
    }

    private void open(SockJSSocket session) {
        RoutingContext context = session.routingContext();
        var socket = new SockJsSocket(session, gateway.config().maxFrameBytes());
        @Nullable Visitor visitor = context.get(VISITOR);
        @Nullable Refusal refusal = context.get(REFUSAL);
        if (visitor == null) {
            Entrance.refuse(
                    context.request(), refusal == null ? Entrance.why(new IllegalStateException()) : refusal, socket);
            return;
        }
        entrance.admit(visitor.address())
                .onSuccess(admitted -> gateway.open(visitor, socket))
                .onFailure(full -> Entrance.refuse(context.request(), Entrance.why(full), socket));
    }

    private static String digest(Visitor visitor) {
        String whose = visitor.principal().userId() + "\n" + visitor.handshake().projectId();
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(whose.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
