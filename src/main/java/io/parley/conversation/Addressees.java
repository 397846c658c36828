package io.parley.conversation;

import io.parley.conversation.Session.Address;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Where the connected sessions of one conversation hear, each address once. Confined to one context. */
final class Addressees {
    private final Map<Address, Integer> everybody = new LinkedHashMap<>();
    private final Map<Address, Integer> users = new LinkedHashMap<>();

    void add(Session session) {
        everybody.merge(session.everybody(), 1, Integer::sum);
        users.merge(session.address(), 1, Integer::sum);
    }

    void remove(Session session) {
        less(everybody, session.everybody());
        less(users, session.address());
    }

    /** For what all are to hear. */
    Set<Address> everybody() {
        return everybody.keySet();
    }

    /** For what is for one user, or for each but one. */
    Set<Address> users() {
        return users.keySet();
    }

    private static void less(Map<Address, Integer> counts, Address one) {
        counts.computeIfPresent(one, (address, count) -> count == 1 ? null : count - 1);
    }
}
