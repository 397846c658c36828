package io.parley.gateway;

import io.parley.bus.RegisterReply;
import io.parley.protocol.ServerMessage;
import io.parley.protocol.ServerMessage.Status;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a register is for, and so what the client is told before all else. */
enum Opening {
    /** The socket is new. */
    CONNECTED,
    /** The client asked for what it missed. */
    RESUMED,
    /** The gateway lost the owner; the client notices nothing, unless it is too far behind. */
    SILENT;

    List<ServerMessage> messages(Peer peer, RegisterReply reply, GatewayConfig config) {
        List<ServerMessage> opening = new ArrayList<>();
        if (this == CONNECTED) {
            opening.add(status(peer.projectId(), Status.State.CONNECTED, details(peer, reply, config)));
        } else if (this == RESUMED) {
            opening.add(status(peer.projectId(), Status.State.RESUMED, details(peer, reply, config)));
        }
        if (reply.resetFrom() != null) {
            opening.add(
                    status(peer.projectId(), Status.State.RESET, new JsonObject().put("from_seq", reply.resetFrom())));
        }
        return opening;
    }

    /** Whether {@code message} says where a resume begins, of which the latest counts. */
    static boolean isOfResume(ServerMessage message) {
        return message instanceof Status status
                && (status.status() == Status.State.RESUMED || status.status() == Status.State.RESET);
    }

    static Status draining(Peer peer, long reconnectAfterMs) {
        return status(
                peer.projectId(), Status.State.DRAINING, new JsonObject().put("reconnect_after_ms", reconnectAfterMs));
    }

    /** {@code projectId} null: in all conversations of the client. */
    static Status expiring(@Nullable String projectId, long leftMs) {
        return status(projectId, Status.State.TOKEN_EXPIRING, new JsonObject().put("expires_in_ms", leftMs));
    }

    private static Status status(@Nullable String projectId, Status.State state, JsonObject details) {
        return new Status(System.currentTimeMillis(), projectId, state, details);
    }

    private static JsonObject details(Peer peer, RegisterReply reply, GatewayConfig config) {
        return new JsonObject()
                .put("connection_id", peer.connectionId())
                .put("session_id", reply.sessionId())
                .put("user_id", peer.userId())
                .put("project_id", peer.projectId())
                .put("resumed", reply.resumed())
                .put("last_seq", reply.lastSeq())
                .put("heartbeat_ms", config.heartbeatMs())
                .put("max_message_bytes", config.maxMessageBytes())
                .put("protocol", WebSocketEndpoint.PROTOCOL)
                .put("durability", reply.durability());
    }
}
