package io.parley.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Takes entries in reading order until a page is full: {@code limit} entries or 512 KiB, and always the first. */
final class PageBuilder {
    static final int MAX_BYTES = 512 * 1024;

    private final List<StoredEntry> taken = new ArrayList<>();
    private final boolean ascending;
    private final int limit;
    private long bytes;
    private boolean more;

    private PageBuilder(boolean ascending, int limit) {
        this.ascending = ascending;
        this.limit = Math.max(1, limit);
    }

    /** For entries that come with rising {@code seq}. */
    static PageBuilder ascending(int limit) {
        return new PageBuilder(true, limit);
    }

    /** For entries that come with falling {@code seq}. */
    static PageBuilder descending(int limit) {
        return new PageBuilder(false, limit);
    }

    /** Whether {@code entry}, of this size in UTF-8, still found room; none does after one that did not. */
    boolean offer(StoredEntry entry, int size) {
        boolean fits = taken.isEmpty() || (taken.size() < limit && bytes + size <= MAX_BYTES);
        more = more || !fits;
        if (!more) {
            bytes += size;
            taken.add(entry);
        }
        return !more;
    }

    /** There is more that was not offered. */
    void more() {
        more = true;
    }

    Page build() {
        if (!ascending) {
            Collections.reverse(taken);
        }
        return new Page(taken, more);
    }
}
