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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is spoken at a door over SockJS, below one path. A session on a WebSocket is that WebSocket. One that polls by XHR says with
 * each request whose it is; its name gets a digest of that, so that nobody else can reach it by its name alone.
 */
final class SockJsEndpoint {
    private static final EventLog LOG = EventLog.of(SockJsEndpoint.class, EventLog.GATEWAY);
    /** In one frame or request of a client. */
    static final int MAX_MESSAGES = 16;

    private static final String OWN_WEBSOCKET = "/[^/.]+/[^/.]+/websocket";
    private static final String RAW = "/websocket";
    private static final String SESSION = "/([^/.]+)/([^/.]+)/(xhr\\w*)";
    private static final String SEND = "/[^/.]+/[^/.]+/xhr_send";
    private static final String OPEN = "/info";
    private static final String CALLER = "parley.caller";
    private static final String REFUSAL = "parley.refusal";
    private static final int DIGEST_BYTES = 16;

    private final Gateway gateway;
    private final Entrance entrance;
    private final String path;
    private final Door door;
    private final Pattern session;

    /** {@code path} begins with a slash, and does not end with one. */
    SockJsEndpoint(Gateway gateway, Entrance entrance, String path, Door door) {
        this.gateway = gateway;
        this.entrance = entrance;
        this.path = path;
        this.door = door;
        this.session = Pattern.compile(path + SESSION);
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
        router.routeWithRegex(path + OWN_WEBSOCKET)
                .handler(new WebSocketEndpoint(gateway, entrance, door.within(SockJsWebSocket::new)));
        router.route(path + RAW).handler(new WebSocketEndpoint(gateway, entrance, door));
        router.route(path + "/*").handler(this::identify);
        router.post(path + "/*").handler(BodyHandler.create(false).setBodyLimit(maxBytes));
        router.postWithRegex(path + SEND).handler(SockJsEndpoint::limit);
        router.route(path + "/*").subRouter(SockJSHandler.create(vertx, options).socketHandler(this::open));
    }

    private void identify(RoutingContext context) {
        String asked = String.valueOf(context.request().path());
        Matcher polled = session.matcher(asked);
        if (context.get(CALLER) != null || context.get(REFUSAL) != null) {
            tellOfClosing(context, asked);
            context.next();
        } else if (asked.equals(path + OPEN)) {
            context.next();
        } else if (!polled.matches()) {
            context.fail(404);
        } else {
            identify(context, polled);
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

    private void identify(RoutingContext context, Matcher polled) {
        HttpServerRequest request = context.request();
        request.pause();
        entrance.identify(request, door)
                .onSuccess(caller -> {
                    context.put(CALLER, caller);
                    enter(context, polled, digest(caller.belonging()));
                })
                .onFailure(failure -> refuse(context, polled, Entrance.why(failure)));
    }

    private void refuse(RoutingContext context, Matcher polled, Refusal why) {
        if (Entrance.isBrowser(context.request())) {
            context.put(REFUSAL, why);
            enter(context, polled, "refused");
        } else {
            Entrance.refuse(context.request(), why);
            context.request().resume();
        }
    }

    /** Goes on, by the session's name as it is for this visitor. */
    private void enter(RoutingContext context, Matcher polled, String owner) {
        context.request().resume();
        context.reroute(path + "/" + polled.group(1) + "/" + polled.group(2) + "~" + owner + "/" + polled.group(3));
    }

    private void open(SockJSSocket opened) {
        RoutingContext context = opened.routingContext();
        Socket socket =
                door.framing().apply(new SockJsSocket(opened, gateway.config().maxFrameBytes()));
        @Nullable Caller caller = context.get(CALLER);
        @Nullable Refusal refusal = context.get(REFUSAL);
        if (caller == null) {
            Entrance.refuse(
                    context.request(), refusal == null ? Entrance.why(new IllegalStateException()) : refusal, socket);
            return;
        }
        entrance.admit(caller.address())
                .onSuccess(admitted -> caller.begin(socket))
                .onFailure(full -> Entrance.refuse(context.request(), Entrance.why(full), socket));
    }

    private static String digest(String whose) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(whose.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
