package io.parley.conversation;

import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Who may run: at most {@code width} at once of one key, the others wait in the order in which they came, whoever holds them.
 * Confined to one context. It has no bound; who adds to it holds one.
 */
final class Slots {
    private static final Comparator<Ticket> BY_NUMBER = Comparator.comparingLong(ticket -> ticket.number);

    private final int width;
    private final Consumer<Runnable> later;
    private final Map<String, OfKey> all = new HashMap<>();
    /** The keys of which some may have moved up since this was told. */
    private final Set<String> moved = new LinkedHashSet<>();

    private long last;

    /** Who holds some that wait. It hears when they may have moved up; first all begin, then all tell. */
    interface Holder {
        /** Runs those of its own that may run. */
        void beginReady();

        /** Those of its own that wait may have other places than before. */
        void tellPlaces();
    }

    /** One that waits, runs, or has left. */
    static final class Ticket {
        private final String key;
        private final Holder holder;
        private final long number;
        private State state = State.WAITS;

        private Ticket(String key, Holder holder, long number) {
            this.key = key;
            this.holder = holder;
            this.number = number;
        }
    }

    private enum State {
        WAITS,
        RUNS,
        HAS_LEFT
    }

    private static final class OfKey {
        final List<Ticket> waiting = new ArrayList<>();
        int running;
    }

    /** {@code later} runs what it is given soon, on the same context, and not while it is called. */
    Slots(int width, Consumer<Runnable> later) {
        this.width = width;
        this.later = later;
    }

    static Slots on(Context context, int width) {
        return new Slots(width, task -> context.runOnContext(v -> task.run()));
    }

    /** Whether one more of {@code key} could run now. */
    boolean isFree(String key) {
        OfKey those = all.get(key);
        return those == null || those.waiting.size() < free(key);
    }

    /** Waits behind all others of {@code key}. */
    Ticket add(String key, Holder holder) {
        Ticket ticket = new Ticket(key, holder, ++last);
        all.computeIfAbsent(key, none -> new OfKey()).waiting.add(ticket);
        return ticket;
    }

    /** 1 for the first of its key that waits, and so on; less for one that does not wait. */
    int place(Ticket ticket) {
        OfKey those = all.get(ticket.key);
        return those == null ? 0 : Collections.binarySearch(those.waiting, ticket, BY_NUMBER) + 1;
    }

    boolean mayRun(Ticket ticket) {
        return ticket.state == State.WAITS && place(ticket) <= free(ticket.key);
    }

    /** It does not wait any more, and counts as running, whether it may or not. Nothing for one that does not wait. */
    void run(Ticket ticket) {
        if (ticket.state == State.WAITS) {
            OfKey those = withoutWaiting(ticket);
            ticket.state = State.RUNS;
            those.running++;
            moved(ticket.key, those);
        }
    }

    /** It neither waits nor runs any more. */
    void leave(Ticket ticket) {
        if (ticket.state == State.HAS_LEFT) {
            return;
        }
        OfKey those = ticket.state == State.WAITS ? withoutWaiting(ticket) : withoutRunning(ticket);
        ticket.state = State.HAS_LEFT;
        if (those.running == 0 && those.waiting.isEmpty()) {
            all.remove(ticket.key);
        }
        moved(ticket.key, those);
    }

    private OfKey withoutWaiting(Ticket ticket) {
        OfKey those = of(ticket);
        those.waiting.remove(place(ticket) - 1);
        return those;
    }

    private OfKey withoutRunning(Ticket ticket) {
        OfKey those = of(ticket);
        those.running--;
        return those;
    }

    private OfKey of(Ticket ticket) {
        OfKey those = all.get(ticket.key);
        if (those == null) {
            throw new IllegalStateException("a ticket that nobody knows: " + ticket.key);
        }
        return those;
    }

    private int free(String key) {
        OfKey those = all.get(key);
        return those == null ? width : Math.max(0, width - those.running);
    }

    private void moved(String key, OfKey those) {
        if (those.waiting.isEmpty()) {
            return;
        }
        if (moved.isEmpty()) {
            later.accept(this::tell);
        }
        moved.add(key);
    }

    /** Each holder for itself, so that what one of them throws does no harm to the others. */
    private void tell() {
        List<String> keys = List.copyOf(moved);
        moved.clear();
        keys.forEach(key -> eachOf(holders(key, 0, free(key)), Holder::beginReady));
        keys.forEach(key -> eachOf(holders(key, free(key), Places.NEAR), Holder::tellPlaces));
    }

    private void eachOf(Set<Holder> holders, Consumer<Holder> hears) {
        holders.forEach(holder -> later.accept(() -> hears.accept(holder)));
    }

    /** Who holds some of the {@code count} that wait behind the first {@code skipped}. */
    private Set<Holder> holders(String key, int skipped, int count) {
        OfKey those = all.get(key);
        Set<Holder> holders = new LinkedHashSet<>();
        if (those != null) {
            those.waiting.stream().skip(skipped).limit(count).forEach(ticket -> holders.add(ticket.holder));
        }
        return holders;
    }
}
