package io.parley.store;

import io.parley.protocol.ProtocolCodec;
import java.nio.charset.StandardCharsets;
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

    /** Whether {@code entry} still found room; none does after one that did not. */
    boolean offer(StoredEntry entry) {
        if (more || taken.size() == limit) {
            return overflow();
        }
        int size = ProtocolCodec.encode(entry.message()).getBytes(StandardCharsets.UTF_8).length;
        if (!taken.isEmpty() && bytes + size > MAX_BYTES) {
            return overflow();
        }
        bytes += size;
        return taken.add(entry);
    }

    Page build() {
        if (!ascending) {
            Collections.reverse(taken);
        }
        return new Page(taken, more);
    }

    private boolean overflow() {
        more = true;
        return false;
    }
}
