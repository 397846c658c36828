package io.parley.conversation;

import io.parley.conversation.Session.Address;
import io.parley.protocol.ServerMessage;
import io.parley.store.Claim;
import io.vertx.core.json.JsonObject;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Everybody who hears one conversation: pushes go to each address once. Confined to one context. */
final class Audience {
    private final Pushes pushes;
    private final Sessions sessions;
    private final Claim claim;

    Audience(Pushes pushes, Sessions sessions, Claim claim) {
        this.pushes = pushes;
        this.sessions = sessions;
        this.claim = claim;
    }

    void toAll(ServerMessage message) {
        sessions.addressees().everybody().forEach(address -> push(address, null, message));
    }

    void toOne(Session session, ServerMessage message) {
        push(session.address(), session.connectionId(), message);
    }

    void toUser(String userId, ServerMessage message) {
        toUsers(userId::equals, message);
    }

    /** To all but this user. */
    void toOthers(String userId, ServerMessage message) {
        toUsers(other -> !userId.equals(other), message);
    }

    private void toUsers(Predicate<@Nullable String> isMeant, ServerMessage message) {
        sessions.addressees().users().stream()
                .filter(address -> isMeant.test(address.userId()))
                .forEach(address -> push(address, null, message));
    }

    private void push(Address address, @Nullable String connectionId, ServerMessage message) {
        pushes.send(address, connectionId, claim.projectId(), claim.epoch(), message);
    }

    /** Tells the others whoever came, went, or is expected back since this was called last. */
    void presence() {
        sessions.presence().changes().forEach(change -> toOthers(change.userId(), present(change)));
    }

    /** Tells a newcomer who else is here. */
    void presence(Session newcomer) {
        sessions.presence().besides(newcomer.userId()).forEach(other -> toOne(newcomer, present(other)));
    }

    /** That a message, or a task, waits: {@code position} 1 is the next to be begun. */
    ServerMessage queued(String messageId, int position) {
        JsonObject details = new JsonObject().put("position", position).put("message_id", messageId);
        return status(ServerMessage.Status.State.QUEUED, details);
    }

    private ServerMessage present(Presence.Of user) {
        JsonObject details = new JsonObject()
                .put("user_id", user.userId())
                .put("state", user.state().wireName());
        return status(ServerMessage.Status.State.PRESENCE, details);
    }

    private ServerMessage status(ServerMessage.Status.State state, JsonObject details) {
        return new ServerMessage.Status(System.currentTimeMillis(), claim.projectId(), state, details);
    }
}
