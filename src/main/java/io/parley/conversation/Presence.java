package io.parley.conversation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Who is here: each user over all of its sessions, and what the others were told last. Pure. While more than {@value #MAX}
 * users are here nothing is told; what changed meanwhile is told when there are fewer.
 */
final class Presence {
    static final int MAX = 100;

    private final Map<String, Here> users = new LinkedHashMap<>();
    private final Set<String> touched = new LinkedHashSet<>();
    private int present;
    private boolean inherited;
    private long inheritedUntilNanos;

    /** What a user is to the others. */
    enum State {
        CONNECTED,
        RECONNECTING,
        DISCONNECTED;

        /** The word in {@code details.state}. */
        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** One user's state, as the others are to know it. */
    record Of(String userId, State state) {}

    private static final class Here {
        private int connected;
        private int reconnecting;
        private State told;

        Here(State told) {
            this.told = told;
        }

        State state() {
            if (connected > 0) {
                return State.CONNECTED;
            }
            return reconnecting > 0 ? State.RECONNECTING : State.DISCONNECTED;
        }
    }

    /** So many more of the user's sessions are connected, and so many more are expected back; either may be negative. */
    void count(String userId, int connected, int reconnecting) {
        Here here = users.computeIfAbsent(userId, id -> new Here(State.DISCONNECTED));
        boolean was = here.state() != State.DISCONNECTED;
        here.connected += connected;
        here.reconnecting += reconnecting;
        boolean is = here.state() != State.DISCONNECTED;
        present += (is ? 1 : 0) - (was ? 1 : 0);
        touched.add(userId);
        if (!is && here.told == State.DISCONNECTED) {
            users.remove(userId);
            touched.remove(userId);
        }
    }

    /**
     * An earlier owner may have told of these users, at most {@value #MAX}, that they are here. Nothing is told of them until
     * they come; whoever has not by {@code untilNanos}, or by the time given first, counts as gone from then on.
     */
    void inherit(Collection<String> userIds, long untilNanos) {
        userIds.stream()
                .limit(MAX)
                .forEach(userId -> users.computeIfAbsent(userId, id -> new Here(State.RECONNECTING)));
        inheritedUntilNanos = inherited ? inheritedUntilNanos : untilNanos;
        inherited = true;
    }

    /** Looks whether the time is over for those who were {@link #inherit inherited}. */
    void settle(long nowNanos) {
        if (inherited && nowNanos - inheritedUntilNanos >= 0) {
            inherited = false;
            touched.addAll(users.keySet());
        }
    }

    /** Who is another than was told last; all count as told from now on. */
    List<Of> changes() {
        if (present > MAX) {
            return List.of();
        }
        List<Of> changes = new ArrayList<>();
        for (String userId : touched) {
            Here here = users.get(userId);
            if (here != null && here.told != here.state()) {
                here.told = here.state();
                changes.add(new Of(userId, here.told));
                if (here.told == State.DISCONNECTED) {
                    users.remove(userId);
                }
            }
        }
        touched.clear();
        return changes;
    }

    /** Who is here besides {@code userId}. */
    List<Of> besides(String userId) {
        if (present > MAX) {
            return List.of();
        }
        List<Of> others = new ArrayList<>();
        users.forEach((id, here) -> {
            if (!id.equals(userId) && here.state() != State.DISCONNECTED) {
                others.add(new Of(id, here.state()));
            }
        });
        return others;
    }
}
