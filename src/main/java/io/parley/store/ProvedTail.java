package io.parley.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.parley.protocol.BadMessage;
import io.parley.protocol.Logged;
import io.parley.protocol.ProtocolCodec;
import io.parley.redis.TailItem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a copy is the tail of a log, of which only the end is known. An entry's name is given once, and each names the one
 * before it as its writer saw it under the lock of the log: so where the last one is the last of the log, all are as they are
 * there, also in a database that has lost its last commits and went on. Pure.
 */
final class ProvedTail {
    private static final String ENDS_NOTHING = "-";
    /** Nothing has this name: what is before the first entry of a page was not read. */
    private static final String UNREAD = "?";

    private ProvedTail() {}

    /** An entry as it is kept. */
    static TailItem item(Logged message, @Nullable Long endsSeq, String previousId, String encoded) {
        String body = (endsSeq == null ? ENDS_NOTHING : endsSeq) + " " + encoded;
        return new TailItem(message.seq(), message.messageId(), previousId, body);
    }

    /** What was read from the log, in its order. */
    static List<TailItem> items(List<StoredEntry> tail) {
        List<TailItem> items = new ArrayList<>();
        for (StoredEntry entry : tail) {
            Logged message = entry.message();
            String previous = message.seq() == 1 ? "" : UNREAD;
            if (!items.isEmpty()) {
                previous = items.get(items.size() - 1).id();
            }
            items.add(item(message, entry.endsSeq(), previous, ProtocolCodec.encode(message)));
        }
        return items;
    }

    /**
     * The last entries of the log of {@code projectId}, as the log itself would give them; null where {@code items} may not be these.
     *
     * @param bytes where they are as much they are enough, however few
     */
    static @Nullable List<StoredEntry> of(String projectId, LogEnd end, List<TailItem> items, int limit, int bytes) {
        if (!isChain(items, end) || !isEnough(items, limit, bytes)) {
            return null;
        }
        PageBuilder page = PageBuilder.descending(limit);
        for (int i = items.size() - 1; i >= 0; i--) {
            StoredEntry entry = entry(projectId, items.get(i));
            if (entry == null) {
                return null;
            }
            page.offer(entry, size(items.get(i)));
        }
        return page.build().entries();
    }

    private static boolean isChain(List<TailItem> items, LogEnd end) {
        TailItem before = null;
        for (TailItem item : items) {
            if (before != null
                    && (item.seq() != before.seq() + 1 || !item.previousId().equals(before.id()))) {
                return false;
            }
            before = item;
        }
        return before != null && before.seq() == end.seq() && before.id().equals(end.messageId());
    }

    private static boolean isEnough(List<TailItem> items, int limit, int bytes) {
        return items.get(0).seq() == 1
                || items.size() >= limit
                || items.stream().mapToLong(ProvedTail::size).sum() >= bytes;
    }

    private static int size(TailItem item) {
        return item.body().getBytes(UTF_8).length;
    }

    /** Null: it is none of ours. */
    private static @Nullable StoredEntry entry(String projectId, TailItem item) {
        int space = item.body().indexOf(' ');
        try {
            String ends = item.body().substring(0, Math.max(0, space));
            Logged message = ProtocolCodec.decodeLogged(item.body().substring(space + 1));
            boolean isIt = message.seq() == item.seq()
                    && message.messageId().equals(item.id())
                    && message.projectId().equals(projectId);
            return isIt ? new StoredEntry(message, ENDS_NOTHING.equals(ends) ? null : Long.valueOf(ends)) : null;
        } catch (BadMessage | NumberFormatException notOurs) {
            return null;
        }
    }
}
