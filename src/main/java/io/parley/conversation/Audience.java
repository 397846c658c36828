package io.parley.conversation;

import io.parley.protocol.ServerMessage;
import io.parley.store.Claim;
import io.vertx.core.json.JsonObject;

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
        sessions.addresses().forEach(address -> pushes.send(address, null, claim.projectId(), claim.epoch(), message));
    }

    void toOne(Session session, ServerMessage message) {
        pushes.send(session.address(), session.connectionId(), claim.projectId(), claim.epoch(), message);
    }

    void toUser(String userId, ServerMessage message) {
        sessions.addresses().stream()
                .filter(address -> address.userId().equals(userId))
                .forEach(address -> pushes.send(address, null, claim.projectId(), claim.epoch(), message));
    }

    /** Tells the asker that its message waits: {@code position} 1 is the next to be begun. */
    void queued(Session session, String messageId, int position) {
        JsonObject details = new JsonObject().put("position", position).put("message_id", messageId);
        toOne(
                session,
                new ServerMessage.Status(
                        System.currentTimeMillis(), claim.projectId(), ServerMessage.Status.State.QUEUED, details));
    }
}
