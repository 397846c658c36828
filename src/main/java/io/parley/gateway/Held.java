package io.parley.gateway;

import io.parley.bus.Envelope;
import io.parley.bus.RegisterReply;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pushes that wait for the answer to a register, or for a gap to be mended. Bounded: when more comes than it takes, all of
 * it is forgotten, and has to be read from the log. Confined to one context.
 */
final class Held {
    private static final int MAX_MESSAGES = 256;
    private static final int MAX_BYTES = 1024 * 1024;

    private final Deque<Item> items = new ArrayDeque<>();
    private int bytes;
    private boolean overflowed;

    /** @param from the envelope that it came in; null for an application's own message */
    record Item(Push push, @Nullable Envelope from) {}

    /** From where on an owner's pushes say more than its answer to a register did. Owner null: nobody answered yet. */
    record Since(@Nullable String owner, @Nullable String incarnation, long n) {
        static final Since NOBODY = new Since(null, null, 0);

        static Since of(RegisterReply reply) {
            return new Since(reply.owner(), reply.incarnation(), reply.n());
        }

        /** Whether what {@code item} streams was said before, so that it may be out of date; what is logged, or said once, never is. */
        boolean isAfter(Item item) {
            Envelope from = item.from();
            return from != null
                    && item.push().seq() == 0
                    && !item.push().isSaidOnce()
                    && from.from().equals(owner)
                    && from.incarnation().equals(incarnation)
                    && from.n() <= n;
        }
    }

    void add(Item item) {
        if (overflowed) {
            return;
        }
        items.add(item);
        bytes += item.push().frame().bytes();
        if (items.size() > MAX_MESSAGES || bytes > MAX_BYTES) {
            clear();
            overflowed = true;
        }
    }

    int size() {
        return items.size();
    }

    /** Whether something was forgotten since this was asked last. */
    boolean forgot() {
        boolean forgot = overflowed;
        overflowed = false;
        return forgot;
    }

    /** All that is held, which is held no more. */
    List<Item> take() {
        List<Item> all = new ArrayList<>(items);
        clear();
        return all;
    }

    /** Forgets what says nothing after {@code since}, and what an owner before that of {@code epoch} pushed. */
    void keepFrom(Since since, long epoch) {
        take().stream()
                .filter(item -> !since.isAfter(item))
                .filter(item -> item.from() == null || item.from().epoch() >= epoch)
                .forEach(this::add);
    }

    /**
     * What was pushed before the log was read, the first {@code count} that are held, and is beyond the log's {@code end} is of
     * no log; what came later may be. Forgets the former and returns its numbers.
     */
    List<Long> dropBeyond(long end, int count) {
        List<Long> dropped = new ArrayList<>();
        List<Item> all = take();
        for (int i = 0; i < all.size(); i++) {
            long seq = all.get(i).push().seq();
            if (i < count && seq > end) {
                dropped.add(seq);
            } else {
                add(all.get(i));
            }
        }
        return dropped;
    }

    private void clear() {
        items.clear();
        bytes = 0;
    }
}
