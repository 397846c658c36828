package io.parley.conversation;

import io.parley.protocol.Logged;
import io.parley.store.StoredEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The latest entries of a log in memory, at most so many and a few MiB; older ones are forgotten. Pure. */
final class Tail {
    private static final int MAX_BYTES = 4 * 1024 * 1024;

    private final int limit;
    private final Deque<StoredEntry> entries = new ArrayDeque<>();
    private final Map<ClientKey, StoredEntry> byKey = new HashMap<>();
    private int bytes;
    private long lastSeq;

    /** {@code lastSeq} is the number of the log's last entry, before any is added here. */
    Tail(int limit, long lastSeq) {
        this.limit = limit;
        this.lastSeq = lastSeq;
    }

    void add(StoredEntry entry) {
        entries.addLast(entry);
        bytes += Weights.of(entry.message());
        lastSeq = entry.message().seq();
        ClientKey key = ClientKey.of(entry.message());
        if (key != null) {
            byKey.put(key, entry);
        }
        while (entries.size() > limit || (bytes > MAX_BYTES && entries.size() > 1)) {
            forgetFirst();
        }
    }

    long lastSeq() {
        return lastSeq;
    }

    /** The number of the first entry that is here; that of the next to come where none is. */
    long firstSeq() {
        return entries.isEmpty() ? lastSeq + 1 : entries.getFirst().message().seq();
    }

    /** Whether all entries after {@code seq} are here. */
    boolean hasAllAfter(long seq) {
        return seq >= firstSeq() - 1;
    }

    /** Whether the {@code limit} entries before {@code seq}, or all that there are, are here. */
    boolean hasBefore(long seq, int limit) {
        return firstSeq() <= Math.max(1, Math.min(seq, lastSeq + 1) - limit);
    }

    /** What is here with a lower number than {@code seq}, ascending. */
    List<StoredEntry> before(long seq) {
        return entries.stream().filter(entry -> entry.message().seq() < seq).toList();
    }

    /** What is here with a higher number than {@code seq}, ascending. */
    List<StoredEntry> after(long seq) {
        ArrayList<StoredEntry> found = new ArrayList<>();
        Iterator<StoredEntry> backwards = entries.descendingIterator();
        while (backwards.hasNext()) {
            StoredEntry entry = backwards.next();
            if (entry.message().seq() <= seq) {
                break;
            }
            found.add(entry);
        }
        Collections.reverse(found);
        return found;
    }

    @Nullable
    StoredEntry by(ClientKey key) {
        return byKey.get(key);
    }

    /** The latest entry that is so, or null. */
    @Nullable
    StoredEntry latest(Predicate<StoredEntry> wanted) {
        Iterator<StoredEntry> backwards = entries.descendingIterator();
        while (backwards.hasNext()) {
            StoredEntry entry = backwards.next();
            if (wanted.test(entry)) {
                return entry;
            }
        }
        return null;
    }

    /** The entry with this message id, or null. */
    @Nullable
    StoredEntry byMessageId(String messageId) {
        return latest(entry -> entry.message().messageId().equals(messageId));
    }

    List<Logged> messages() {
        return entries.stream().map(StoredEntry::message).toList();
    }

    private void forgetFirst() {
        StoredEntry first = entries.removeFirst();
        bytes -= Weights.of(first.message());
        ClientKey key = ClientKey.of(first.message());
        if (key != null) {
            byKey.remove(key, first);
        }
    }
}
