package io.parley.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.parley.protocol.Logged;
import io.parley.protocol.ProtocolCodec;
import io.parley.store.Refused.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One conversation of a {@link MemoryLog}: its owner, its entries and their names. Confined as {@link MemoryState} is. */
final class MemoryConversation {
    private final List<StoredEntry> entries = new ArrayList<>();
    private final Map<String, Integer> byMessageId = new HashMap<>();
    private final Map<Author, Integer> byClientId = new HashMap<>();
    private final Map<Long, Integer> byEnd = new HashMap<>();
    private final MemoryRoster roster = new MemoryRoster();
    private final long createdAt = System.currentTimeMillis();
    private final MemoryTurns turns = new MemoryTurns();
    private @Nullable String owner;
    private long epoch;
    private String title = "";
    private boolean deleted;

    /** Who chose a client id, and which. */
    private record Author(@Nullable String userId, String clientId) {}

    @Nullable
    String owner() {
        return owner;
    }

    long epoch() {
        return epoch;
    }

    long take(String instance) {
        owner = instance;
        return ++epoch;
    }

    void giveBack(String instance) {
        if (instance.equals(owner)) {
            owner = null;
        }
    }

    void release(Claim claim) {
        if (holds(claim)) {
            owner = null;
        }
    }

    /** The number of the first. */
    long append(Claim claim, List<Entry> together) {
        requireHeld(claim);
        @Nullable Integer known = byMessageId.get(together.get(0).message().messageId());
        if (known != null) {
            return known + 1L;
        }
        together.forEach(this::requireNew);
        long first = lastSeq() + 1;
        together.forEach(this::add);
        return first;
    }

    private void requireNew(Entry entry) {
        Author author = author(entry);
        refuseIf(author != null && byClientId.containsKey(author), Reason.KNOWN_CLIENT_ID);
        refuseIf(entry.endsSeq() != null && byEnd.containsKey(entry.endsSeq()), Reason.ALREADY_ENDED);
    }

    private static @Nullable Author author(Entry entry) {
        return entry.clientId() == null ? null : new Author(entry.userId(), entry.clientId());
    }

    MemoryRoster roster() {
        return roster;
    }

    void rename(Claim claim, String newTitle) {
        requireHeld(claim);
        title = newTitle;
    }

    Roster.Listed listed(String projectId, String role) {
        long lastAt = entries.isEmpty()
                ? createdAt
                : entries.get(entries.size() - 1).message().timestamp();
        return new Roster.Listed(projectId, title, role, lastSeq(), lastAt);
    }

    /** What is left of it when it is deleted. */
    MemoryConversation remains(Claim claim) {
        requireHeld(claim);
        MemoryConversation remains = new MemoryConversation();
        remains.deleted = true;
        remains.epoch = epoch + 1;
        return remains;
    }

    boolean isDeleted() {
        return deleted;
    }

    long lastSeq() {
        return entries.size();
    }

    Page after(long afterSeq, int limit) {
        int next = (int) Math.min(Math.max(afterSeq, 0), entries.size());
        PageBuilder page = PageBuilder.ascending(limit);
        while (next < entries.size() && offer(page, entries.get(next))) {
            next++;
        }
        return page.build();
    }

    Page before(long beforeSeq, int limit) {
        int next = (int) Math.min(Math.max(beforeSeq - 1, 0), entries.size());
        PageBuilder page = PageBuilder.descending(limit);
        while (next > 0 && offer(page, entries.get(next - 1))) {
            next--;
        }
        return page.build();
    }

    @Nullable
    StoredEntry byMessageId(String messageId) {
        return at(byMessageId.get(messageId));
    }

    @Nullable
    StoredEntry byClientId(String userId, String clientId) {
        return at(byClientId.get(new Author(userId, clientId)));
    }

    @Nullable
    StoredEntry endOf(long turnSeq) {
        return at(byEnd.get(turnSeq));
    }

    Contents contents(int limit) {
        return new Contents(lastSeq(), before(lastSeq() + 1, limit).entries(), userIds(), turns.open());
    }

    private List<String> userIds() {
        return roster.members().stream().map(Roster.Member::userId).toList();
    }

    MemoryTurns turns() {
        return turns;
    }

    void beginAttempt(Claim claim, long turnSeq, int attempt) {
        requireHeld(claim);
        turns.begin(turnSeq, attempt);
    }

    void checkpoint(Claim claim, long turnSeq, Checkpoint checkpoint) {
        if (holds(claim)) {
            turns.checkpoint(turnSeq, checkpoint);
        }
    }

    private boolean holds(Claim claim) {
        return claim.owner().equals(owner) && claim.epoch() == epoch;
    }

    private void requireHeld(Claim claim) {
        refuseIf(!holds(claim), Reason.STALE_EPOCH);
    }

    private static void refuseIf(boolean refused, Reason reason) {
        if (refused) {
            throw new Refused(reason);
        }
    }

    private void add(Entry entry) {
        int index = entries.size();
        Logged message = entry.message().withSeq(index + 1L);
        entries.add(new StoredEntry(message, entry.endsSeq()));
        byMessageId.put(message.messageId(), index);
        Author author = author(entry);
        if (author != null) {
            byClientId.put(author, index);
        }
        if (entry.begins() != null) {
            turns.add(message, entry.begins());
        }
        if (entry.endsSeq() != null) {
            byEnd.put(entry.endsSeq(), index);
            turns.end(entry.endsSeq());
        }
    }

    private static boolean offer(PageBuilder page, StoredEntry entry) {
        return page.offer(entry, ProtocolCodec.encode(entry.message()).getBytes(UTF_8).length);
    }

    private @Nullable StoredEntry at(@Nullable Integer index) {
        return index == null ? null : entries.get(index);
    }
}
