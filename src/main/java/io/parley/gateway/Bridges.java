package io.parley.gateway;

import io.parley.protocol.CloseCode;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The sockets of the event-bus bridge, by user. Confined to one context. */
final class Bridges {
    private final int perUser;
    private final Map<String, Set<BridgeSocket>> byUser = new HashMap<>();

    Bridges(int perUser) {
        this.perUser = perUser;
    }

    /** Of too many of one user the oldest goes. */
    void add(BridgeSocket socket) {
        Set<BridgeSocket> others = byUser.computeIfAbsent(socket.userId(), user -> new LinkedHashSet<>());
        BridgeSocket oldest = others.size() < perUser ? null : others.iterator().next();
        others.add(socket);
        if (oldest != null) {
            oldest.leave(CloseCode.TOO_MANY_CONNECTIONS, Refusal.tooMany(), "too_many_of_this_user");
        }
    }

    void remove(BridgeSocket socket) {
        byUser.computeIfPresent(socket.userId(), (user, sockets) -> {
            sockets.remove(socket);
            return sockets.isEmpty() ? null : sockets;
        });
    }

    /** Closes who takes nothing of what it is sent. */
    void closeStalled(long nowNanos) {
        all().stream().filter(socket -> socket.isStalled(nowNanos)).forEach(BridgeSocket::overflow);
    }

    /** The gateway stops: who is in no conversation goes, the others with theirs. */
    void sendAway() {
        all().forEach(BridgeSocket::sendAway);
    }

    private List<BridgeSocket> all() {
        return byUser.values().stream().flatMap(Set::stream).toList();
    }
}
