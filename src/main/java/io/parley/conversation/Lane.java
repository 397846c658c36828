package io.parley.conversation;

import io.parley.store.OpenTurn;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Which turns may run: at most {@code width} at once of one key, the others wait in order. Pure. */
final class Lane {
    private final int limit;
    private final int width;
    private final Function<OpenTurn, String> keyOf;
    private final List<OpenTurn> waiting = new ArrayList<>();
    private final List<OpenTurn> running = new ArrayList<>();

    /** A turn that waits; {@code place} 1 is the first of its key to be begun, and so on. */
    record Waiting(OpenTurn turn, int place) {}

    /** At most {@code limit} are to wait; it is the caller who asks {@link #hasRoomFor}. */
    Lane(int limit, int width, Function<OpenTurn, String> keyOf) {
        this.limit = limit;
        this.width = width;
        this.keyOf = keyOf;
    }

    /** Whether one more of {@code key} could run, or wait. */
    boolean hasRoomFor(String key) {
        return waiting.size() < limit || mayRun(key);
    }

    void add(OpenTurn turn) {
        waiting.add(turn);
    }

    /** The first that may run, which runs from now on; null for none. */
    @Nullable
    OpenTurn next() {
        for (Iterator<OpenTurn> all = waiting.iterator(); all.hasNext(); ) {
            OpenTurn turn = all.next();
            if (mayRun(keyOf.apply(turn))) {
                all.remove();
                running.add(turn);
                return turn;
            }
        }
        return null;
    }

    /** A turn that waited does not any more: it is about to end without having begun. */
    void take(OpenTurn turn) {
        if (waiting.remove(turn)) {
            running.add(turn);
        }
    }

    /** The turn neither waits nor runs any more. */
    void done(OpenTurn turn) {
        waiting.remove(turn);
        running.remove(turn);
    }

    /** Those that wait, in order. */
    List<Waiting> waiting() {
        Map<String, Integer> last = new HashMap<>();
        return waiting.stream()
                .map(turn -> new Waiting(turn, last.merge(keyOf.apply(turn), 1, Integer::sum)))
                .toList();
    }

    /** The first turn, running or waiting, that is so; or null. */
    @Nullable
    OpenTurn find(Predicate<OpenTurn> wanted) {
        for (OpenTurn turn : running) {
            if (wanted.test(turn)) {
                return turn;
            }
        }
        return waiting.stream().filter(wanted).findFirst().orElse(null);
    }

    /** All, the latest first: those that wait before those that run. */
    List<OpenTurn> all() {
        List<OpenTurn> all = new ArrayList<>(running);
        all.addAll(waiting);
        Collections.reverse(all);
        return all;
    }

    boolean isEmpty() {
        return waiting.isEmpty() && running.isEmpty();
    }

    private boolean mayRun(String key) {
        return running.stream().map(keyOf).filter(key::equals).count() < width;
    }
}
