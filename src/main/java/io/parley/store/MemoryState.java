package io.parley.store;

import io.parley.protocol.Ids;
import io.vertx.core.shareddata.Shareable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Leases and conversations of a {@link MemoryLog}. Confined to the loop {@link #home()}, but for its two constants. */
final class MemoryState implements Shareable {
    private final Loop home;
    private final String logId = Ids.next();
    private final Map<String, Long> leasesUntilNanos = new HashMap<>();
    private final Map<String, MemoryConversation> conversations = new HashMap<>();

    MemoryState(Loop home) {
        this.home = home;
    }

    Loop home() {
        return home;
    }

    String logId() {
        return logId;
    }

    boolean renew(String instance, Duration lease) {
        boolean live = isLive(instance);
        leasesUntilNanos.put(instance, System.nanoTime() + lease.toNanos());
        return live;
    }

    void retire(String instance) {
        leasesUntilNanos.remove(instance);
        conversations.values().forEach(conversation -> conversation.giveBack(instance));
    }

    void retireOthers(String instance) {
        leasesUntilNanos.keySet().removeIf(other -> !other.equals(instance));
    }

    Claim claim(String projectId, String instance) {
        MemoryConversation conversation = conversation(projectId);
        if (conversation.isDeleted()) {
            throw new Refused(Refused.Reason.DELETED);
        }
        String owner = conversation.owner();
        if (owner != null && !owner.equals(instance) && isLive(owner)) {
            return new Claim(projectId, owner, conversation.epoch(), false);
        }
        return new Claim(projectId, instance, conversation.take(instance), true);
    }

    @Nullable
    Claim owner(String projectId, String asker) {
        MemoryConversation conversation = conversations.get(projectId);
        if (conversation == null) {
            return null;
        }
        String owner = conversation.owner();
        return owner == null ? null : new Claim(projectId, owner, conversation.epoch(), owner.equals(asker));
    }

    List<Claim> ownedBy(String instance) {
        List<Claim> all = new ArrayList<>();
        conversations.forEach((projectId, conversation) -> {
            if (instance.equals(conversation.owner())) {
                all.add(new Claim(projectId, instance, conversation.epoch(), true));
            }
        });
        return all;
    }

    /** The conversation; made where there is none. */
    MemoryConversation conversation(String projectId) {
        return conversations.computeIfAbsent(projectId, none -> new MemoryConversation());
    }

    void delete(Claim claim) {
        conversations.put(claim.projectId(), conversation(claim.projectId()).remains(claim));
    }

    @Nullable
    String role(String projectId, String userId) {
        MemoryConversation conversation = conversations.get(projectId);
        return conversation == null ? null : conversation.roster().role(userId);
    }

    List<Roster.Listed> conversationsOf(String userId, int limit) {
        List<Roster.Listed> all = new ArrayList<>();
        conversations.forEach((projectId, conversation) -> {
            String role = conversation.roster().role(userId);
            if (role != null) {
                all.add(conversation.listed(projectId, role));
            }
        });
        all.sort(Comparator.comparingLong(Roster.Listed::lastAt).reversed());
        return all.subList(0, Math.min(limit, all.size()));
    }

    List<String> orphans(String after, int limit) {
        return conversations.entrySet().stream()
                .filter(each -> !each.getValue().turns().isEmpty()
                        && !isLive(each.getValue().owner()))
                .map(Map.Entry::getKey)
                .filter(projectId -> projectId.compareTo(after) > 0)
                .sorted()
                .limit(limit)
                .toList();
    }

    private boolean isLive(@Nullable String instance) {
        @Nullable Long until = leasesUntilNanos.get(instance);
        return until != null && until - System.nanoTime() > 0;
    }
}
