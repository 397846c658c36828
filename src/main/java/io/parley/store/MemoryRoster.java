package io.parley.store;

import io.parley.store.Roster.Member;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The members of one conversation of a {@link MemoryLog}. Confined as {@link MemoryState} is. */
final class MemoryRoster {
    private final Map<String, Member> members = new LinkedHashMap<>();

    void join(String userId, String role) {
        members.putIfAbsent(userId, new Member(userId, role, System.currentTimeMillis()));
    }

    void leave(String userId) {
        members.remove(userId);
    }

    @Nullable
    String role(String userId) {
        Member member = members.get(userId);
        return member == null ? null : member.role();
    }

    List<Member> members() {
        return List.copyOf(members.values());
    }
}
