package io.parley.conversation;

import io.parley.bus.RegisterRequest;
import io.parley.bus.Unregister;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Ids;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of one conversation: the connected ones, and for a while those that lost their connection or have left.
 * Confined to one context. Of the latter the oldest are forgotten beyond a bound; a connection beyond its bound is refused BUSY.
 */
final class Sessions {
    private static final int MAX_CONNECTED = 10_000;
    private static final int MAX_LEFT = 1_000;
    /** Of the ids that owners give out. */
    private static final int ID_LENGTH = 26;

    private final long ttlNanos;
    private final Attendance attendance;
    private final Map<String, Session> connected = new LinkedHashMap<>();
    private final Map<String, Session> byConnection = new LinkedHashMap<>();
    private final Map<String, Session> left = new LinkedHashMap<>();
    private final Addressees addressees = new Addressees();
    private final Presence presence = new Presence();
    private int expected;

    /** Hears of each session that gets or loses its connection. */
    interface Attendance {
        void joined(Session session);

        void left(Session session);
    }

    Sessions(long ttlNanos, Attendance attendance) {
        this.ttlNanos = ttlNanos;
        this.attendance = attendance;
    }

    /** The session that {@code request} names, where it is one of that user; else null. */
    @Nullable
    Session named(RegisterRequest request) {
        Session named = left.getOrDefault(request.sessionId(), connected.get(request.sessionId()));
        return named != null && named.userId().equals(request.userId()) ? named : null;
    }

    /**
     * Makes the connection known: under the session that it names, or under a new one where that is another user's, or has
     * another connection. What the connection was before is forgotten. Its client has all up to {@code lastSeq}. A session that
     * is not known here was given out by an earlier owner, and keeps its name.
     */
    Session arrive(RegisterRequest request, long lastSeq) {
        Session before = byConnection.get(request.connectionId());
        if (before != null) {
            drop(before);
        }
        if (connected.size() >= MAX_CONNECTED) {
            throw Refusal.of(ErrorCode.BUSY);
        }
        Session session = Session.arriving(idFor(request, before), request, lastSeq);
        forget(left.remove(session.id()));
        connected.put(session.id(), session);
        presence.count(session.userId(), 1, 0);
        byConnection.put(request.connectionId(), session);
        addressees.add(session);
        attendance.joined(session);
        return session;
    }

    /**
     * Ignored where the session has another connection by now, or none. The session that the notice names may be the one before:
     * its gateway may not have heard of the latest.
     */
    void leave(Unregister notice, long nowNanos) {
        Session session = byConnection.get(notice.connectionId());
        if (session != null) {
            boolean isExpected = !Unregister.CLOSED_BY_CLIENT.equals(notice.reason());
            leave(session, session.left(notice.lastSeq(), nowNanos, isExpected));
        }
    }

    /** The gateway is gone with all its connections; how far they had been written to nobody knows. Returns them. */
    List<Session> lose(String gateway, long nowNanos) {
        List<Session> lost = connected.values().stream()
                .filter(session -> session.gateway().equals(gateway))
                .toList();
        lost.forEach(session -> leave(session, session.left(session.lastSeq(), nowNanos, true)));
        return lost;
    }

    /** All of them are somebody else's from now on. */
    void clear() {
        List.copyOf(connected.values()).forEach(this::drop);
        left.values().forEach(this::forget);
        left.clear();
    }

    private void leave(Session session, Session without) {
        drop(session);
        left.put(without.id(), without);
        expected += without.expected() ? 1 : 0;
        presence.count(without.userId(), 0, without.expected() ? 1 : 0);
        if (left.size() > MAX_LEFT) {
            forget(left.remove(left.keySet().iterator().next()));
        }
    }

    /** A session that is not waited for any more. */
    private void forget(@Nullable Session session) {
        if (session != null && session.expected()) {
            expected--;
            presence.count(session.userId(), 0, -1);
        }
    }

    /** The gateways that hold their connections. */
    Set<String> gateways() {
        return connected.values().stream().map(Session::gateway).collect(Collectors.toSet());
    }

    /** Those of {@code userId}. */
    Set<String> gatewaysOf(String userId) {
        return connected.values().stream()
                .filter(session -> session.userId().equals(userId))
                .map(Session::gateway)
                .collect(Collectors.toSet());
    }

    /** The session of this connection, or null for one that is not registered. */
    @Nullable
    Session ofConnection(String connectionId) {
        return byConnection.get(connectionId);
    }

    /** Forgets those that lost their connection long ago, and whoever an earlier owner had that has not come. */
    void expire(long nowNanos) {
        left.values().removeIf(session -> {
            boolean isOver = nowNanos - session.leftNanos() >= ttlNanos;
            forget(isOver ? session : null);
            return isOver;
        });
        presence.settle(nowNanos);
    }

    /** Who is here, of each user over all of its sessions. */
    Presence presence() {
        return presence;
    }

    /** Where they hear. */
    Addressees addressees() {
        return addressees;
    }

    Collection<Session> connected() {
        return connected.values();
    }

    /** How many connections hear what is for {@code userId}, or where it is null for all. */
    int reach(@Nullable String userId) {
        return (int) connected.values().stream()
                .filter(session -> userId == null || session.userId().equals(userId))
                .count();
    }

    /** Whether nobody is here, and nobody is expected back. */
    boolean isEmpty() {
        return connected.isEmpty() && expected == 0;
    }

    private String idFor(RegisterRequest request, @Nullable Session before) {
        String wanted = request.sessionId();
        if (wanted == null) {
            return Ids.next();
        }
        boolean own =
                before != null && before.id().equals(wanted) && before.userId().equals(request.userId());
        Session free = left.get(wanted);
        boolean returning = free != null && free.userId().equals(request.userId());
        boolean unknown =
                free == null && !connected.containsKey(wanted) && wanted.length() == ID_LENGTH && Ids.isValid(wanted);
        return own || returning || unknown ? wanted : Ids.next();
    }

    private void drop(Session session) {
        attendance.left(session);
        connected.remove(session.id());
        presence.count(session.userId(), -1, 0);
        if (session.connectionId() != null) {
            byConnection.remove(session.connectionId());
        }
        addressees.remove(session);
    }
}
