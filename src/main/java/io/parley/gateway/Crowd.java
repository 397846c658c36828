package io.parley.gateway;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The connections that hear the address of this instance, found by their conversation. Confined to one context. */
final class Crowd implements Incoming.Hearers {
    private final Map<String, Set<Connection>> byProject = new HashMap<>();

    void add(Connection connection) {
        byProject
                .computeIfAbsent(connection.peer().projectId(), id -> new LinkedHashSet<>())
                .add(connection);
    }

    void remove(Connection connection) {
        byProject.computeIfPresent(connection.peer().projectId(), (id, members) -> {
            members.remove(connection);
            return members.isEmpty() ? null : members;
        });
    }

    @Override
    public List<Connection> all() {
        return byProject.values().stream().flatMap(Set::stream).toList();
    }

    @Override
    public List<Connection> of(String projectId) {
        Set<Connection> members = byProject.get(projectId);
        return members == null ? List.of() : List.copyOf(members);
    }
}
