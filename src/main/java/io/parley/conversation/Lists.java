package io.parley.conversation;

import io.parley.bus.BusFailure;
import io.parley.bus.ManageReply;
import io.parley.bus.ManageRequest;
import io.parley.bus.Route;
import io.parley.bus.Silence;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Lang;
import io.parley.store.Roster;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Supplier;

/** What any instance can say of conversations without owning them. */
final class Lists {
    private static final int MOST = 500;
    private static final int USUAL = 100;

    private final Roster roster;

    Lists(Roster roster) {
        this.roster = roster;
    }

    /**
     * The conversations of a user. Where the store does not answer it fails with {@link BusFailure}, or with {@link Silence} where
     * all instances heard the request: another may reach it.
     */
    Future<ManageReply> of(ManageRequest request, Route route) {
        return Future.succeededFuture(request)
                .map(asked -> (int) Math.min(MOST, new Args("args", asked.args()).number("limit", 1, USUAL)))
                .compose(limit -> roster.conversationsOf(request.userId(), limit + 1)
                        .map(all -> ManageReply.of(listed(all, limit))))
                .recover(failure -> Failures.codeOf(failure) == ErrorCode.UNAVAILABLE
                        ? unavailable(route)
                        : Future.succeededFuture(
                                ManageReply.refused(Failures.told(failure, "", null, Lang.of(request.lang())))));
    }

    private static JsonObject listed(List<Roster.Listed> all, int limit) {
        JsonArray conversations = new JsonArray();
        all.stream()
                .limit(limit)
                .forEach(one -> conversations.add(new JsonObject()
                        .put("project_id", one.projectId())
                        .put("title", one.title())
                        .put("role", one.role())
                        .put("last_seq", one.lastSeq())
                        .put("last_at", one.lastAt())));
        return new JsonObject().put("conversations", conversations).put("more", all.size() > limit);
    }

    /**
     * {@code manage} where the user is a member. For anybody else nothing is claimed, so that asking for what is not there leaves
     * nothing behind, and both are told alike. Fails as {@link #of}.
     */
    Future<ManageReply> forMember(ManageRequest request, Route route, Supplier<Future<ManageReply>> manage) {
        return roster.role(request.conversation(), request.userId())
                .recover(failure -> unavailable(route))
                .compose(role -> role == null ? Future.succeededFuture(forbidden(request)) : manage.get());
    }

    private static ManageReply forbidden(ManageRequest request) {
        return ManageReply.refused(
                Failures.told(Refusal.of(ErrorCode.FORBIDDEN), request.conversation(), null, Lang.of(request.lang())));
    }

    private static <T> Future<T> unavailable(Route route) {
        return route == Route.HEARD_BY_ALL
                ? Silence.future()
                : Future.failedFuture(new BusFailure(ErrorCode.UNAVAILABLE, "the store does not answer"));
    }
}
