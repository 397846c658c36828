package io.parley.gateway;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.parley.bus.BusFailure;
import io.parley.bus.ManageReply;
import io.parley.bus.ManageRequest;
import io.parley.bus.ManageRequest.Op;
import io.parley.gateway.identity.Principal;
import io.parley.protocol.BadMessage;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Ids;
import io.parley.protocol.Lang;
import io.parley.protocol.Phrase;
import io.parley.protocol.ServerMessage;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api}: what a user wants of conversations as a whole, over HTTP and under the same identity. Each request becomes one
 * {@code conv.manage} on the bus, an export one for each page.
 */
final class ApiEndpoint {
    private static final int MOST_BODY_BYTES = 16 * 1024;
    private static final String ONE = "/api/conversations/:project";
    private static final int OK = 200;
    private static final int CREATED = 201;

    private final Gateway gateway;
    private final Entrance entrance;

    ApiEndpoint(Gateway gateway, Entrance entrance) {
        this.gateway = gateway;
        this.entrance = entrance;
    }

    void mount(Router router) {
        router.route("/api/*").handler(new ApiOrigins(gateway.config()));
        router.route("/api/*").handler(BodyHandler.create(false).setBodyLimit(MOST_BODY_BYTES));
        router.get("/api/identity").handler(this::identity);
        router.get("/api/conversations").handler(context -> answer(context, Op.LIST, OK));
        router.post("/api/conversations").handler(context -> answer(context, Op.CREATE, CREATED));
        router.patch(ONE).handler(context -> answer(context, Op.RENAME, OK));
        router.delete(ONE).handler(context -> answer(context, Op.DELETE, OK));
        router.get(ONE + "/export").handler(this::export);
        router.get(ONE + "/members").handler(context -> answer(context, Op.MEMBERS, OK));
        router.post(ONE + "/members").handler(context -> answer(context, Op.INVITE, CREATED));
        router.delete(ONE + "/members/:user").handler(context -> answer(context, Op.REMOVE, OK));
        router.route("/api/*")
                .handler(context -> refuse(context, new Entrance.Refused(Refusal.of(ErrorCode.NOT_FOUND))));
        router.route("/api/*").failureHandler(ApiEndpoint::failed);
    }

    /** Who asks, and where that is not known whether a token would say so. Nobody is refused for being nobody. */
    private void identity(RoutingContext context) {
        entrance.known(context.request())
                .map(known -> known.map(principal -> new JsonObject().put("user_id", principal.userId()))
                        .orElseGet(() -> new JsonObject().put("token", entrance.awaitsToken(context.request()))))
                .onSuccess(result -> json(context, OK).end(result.encode()))
                .onFailure(failure -> refuse(context, failure));
    }

    private void answer(RoutingContext context, Op op, int status) {
        asked(context)
                .map(principal -> request(context, op, principal))
                .compose(request -> result(gateway, request))
                .onSuccess(result -> json(context, status).end(result.encode()))
                .onFailure(failure -> refuse(context, failure));
    }

    private void export(RoutingContext context) {
        asked(context)
                .map(principal -> request(context, Op.EXPORT, principal))
                .compose(request -> new Export(gateway, request, context.response()).run())
                .onFailure(failure -> refuse(context, failure));
    }

    /** Who asks, and may ask once more. */
    private Future<Principal> asked(RoutingContext context) {
        return entrance.identity(context.request())
                .compose(principal -> gateway.rates()
                        .take(principal.userId())
                        .compose(waitMs -> waitMs == 0
                                ? Future.succeededFuture(principal)
                                : Future.failedFuture(
                                        new Entrance.Refused(Refusal.later(ErrorCode.RATE_LIMIT, waitMs)))));
    }

    private static ManageRequest request(RoutingContext context, Op op, Principal principal) {
        JsonObject args = args(context, op);
        @Nullable
        String projectId = switch (op) {
            case LIST -> null;
            case CREATE -> args.remove("project_id") instanceof String given ? given : Ids.next();
            default -> context.pathParam("project");
        };
        return new ManageRequest(
                op, principal.userId(), projectId, args, lang(context).tag());
    }

    private static JsonObject args(RoutingContext context, Op op) {
        return switch (op) {
            case LIST -> limit(context.request().getParam("limit"));
            case CREATE, RENAME, INVITE -> body(context);
            case REMOVE -> new JsonObject().put("user_id", context.pathParam("user"));
            case DELETE, EXPORT, MEMBERS -> new JsonObject();
        };
    }

    private static JsonObject limit(@Nullable String given) {
        if (given == null) {
            return new JsonObject();
        }
        if (!given.matches("[0-9]{1,6}")) {
            throw new BadMessage(Phrase.of("bad.kind", "limit"));
        }
        return new JsonObject().put("limit", Integer.parseInt(given));
    }

    /** A form of another page can send anything but this type without being asked. */
    private static JsonObject body(RoutingContext context) {
        String type = String.valueOf(context.request().getHeader(HttpHeaderNames.CONTENT_TYPE));
        if (!type.split(";", 2)[0].strip().equalsIgnoreCase("application/json")) {
            throw new BadMessage(Phrase.of("bad.json_type"));
        }
        try {
            JsonObject body = context.body().asJsonObject();
            return body == null ? new JsonObject() : body;
        } catch (DecodeException | ClassCastException notAnObject) {
            throw new BadMessage(Phrase.of("bad.not_an_object"));
        }
    }

    /** What was wanted. Fails with {@link Told} where the conversation says why not. */
    static Future<JsonObject> result(Gateway gateway, ManageRequest request) {
        return gateway.manage(request).compose(ApiEndpoint::resultOf);
    }

    private static Future<JsonObject> resultOf(ManageReply reply) {
        if (reply.error() != null) {
            return Future.failedFuture(new Told(reply.error()));
        }
        return Future.succeededFuture(reply.result() == null ? new JsonObject() : reply.result());
    }

    /** Why not, in the words of the conversation. */
    private static final class Told extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient ServerMessage.Failure error;

        Told(ServerMessage.Failure error) {
            super(error.message(), null, false, false);
            this.error = error;
        }
    }

    private static Refusal why(Throwable failure) {
        if (failure instanceof BusFailure bus && bus.code() != ErrorCode.INTERNAL_ERROR) {
            return bus.code().retry() ? Refusal.later(bus.code(), 1_000) : Refusal.of(bus.code());
        }
        return Entrance.why(failure);
    }

    private static void refuse(RoutingContext context, Throwable failure) {
        Refusal why = failure instanceof Told told ? Refusal.of(told.error.code()) : why(failure);
        if (context.response().headWritten()) {
            context.request().connection().close(); // so that nobody takes what was sent so far for all
        } else if (failure instanceof Told told) {
            Entrance.refuse(context.request(), told.error, why.httpStatus());
        } else {
            Entrance.refuse(context.request(), why);
        }
    }

    private static void failed(RoutingContext context) {
        Throwable failure = context.failure();
        boolean isLong = context.statusCode() == 413;
        Refusal why = isLong ? Refusal.tooLarge(MOST_BODY_BYTES) : Refusal.of(ErrorCode.BAD_REQUEST);
        boolean isTheirs = failure == null || isLong || context.statusCode() == 400;
        refuse(context, isTheirs ? new Entrance.Refused(why) : failure);
    }

    private static Lang lang(RoutingContext context) {
        return Lang.of(context.request().getParam("lang"));
    }

    private static HttpServerResponse json(RoutingContext context, int status) {
        return context.response()
                .setStatusCode(status)
                .putHeader(HttpHeaderNames.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .putHeader("X-Content-Type-Options", "nosniff");
    }
}
