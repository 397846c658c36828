package io.parley.conversation;

import io.parley.store.OpenTurn;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The open turns of one kind in one conversation: those that run, and those that wait until a slot is theirs. Confined to one context. */
final class Lane {
    private final int limit;
    private final Slots slots;
    private final Slots.Holder holder;
    private final List<Room> waiting = new ArrayList<>();
    private final List<Room> running = new ArrayList<>();
    private boolean stopped;

    /** A turn that waits; {@code place} 1 is the first of its key to be begun, and so on. */
    record Waiting(OpenTurn turn, int place) {}

    /** What a turn that is about to be logged will take: it has its place in the order from now on. */
    final class Room {
        private final Slots.Ticket ticket;
        /** Null: it is not logged yet. */
        private @Nullable OpenTurn turn;

        private Room(Slots.Ticket ticket) {
            this.ticket = ticket;
        }

        void fill(OpenTurn logged) {
            turn = logged;
        }

        /** The turn does not come. Nothing where it has come. */
        void giveBack() {
            if (turn == null) {
                leave(this);
            }
        }
    }

    /** At most {@code limit} wait here, but for those that are open in any case. */
    Lane(int limit, Slots slots, Slots.Holder holder) {
        this.limit = limit;
        this.slots = slots;
        this.holder = holder;
    }

    /** Room for one more of {@code key}; null where it could neither run nor wait. */
    @Nullable
    Room reserve(String key) {
        return waiting.size() < limit || slots.isFree(key) ? room(key) : null;
    }

    /** One that is open whether there is room or not. */
    void add(String key, OpenTurn turn) {
        room(key).fill(turn);
    }

    private Room room(String key) {
        Room room = new Room(slots.add(key, holder));
        waiting.add(room);
        if (stopped) {
            slots.leave(room.ticket);
        }
        return room;
    }

    /** The first that may run, which runs from now on; null for none. */
    @Nullable
    OpenTurn next() {
        for (Room room : waiting) {
            OpenTurn turn = room.turn;
            if (turn != null && slots.mayRun(room.ticket)) {
                run(room);
                return turn;
            }
        }
        return null;
    }

    /** A turn that waited does not any more: it is about to end without having begun. */
    void take(OpenTurn turn) {
        Room room = roomOf(waiting, turn);
        if (room != null) {
            run(room);
        }
    }

    /** {@code next} runs in the place of {@code turn}. */
    void replace(OpenTurn turn, OpenTurn next) {
        Room room = roomOf(running, turn);
        if (room != null) {
            room.fill(next);
        }
    }

    /** The turn neither waits nor runs any more. */
    void done(OpenTurn turn) {
        Room waits = roomOf(waiting, turn);
        Room room = waits == null ? roomOf(running, turn) : waits;
        if (room != null) {
            leave(room);
        }
    }

    /** Nothing here takes a slot any more, nor a place in the order. */
    void stop() {
        stopped = true;
        Stream.of(waiting, running).flatMap(List::stream).forEach(room -> slots.leave(room.ticket));
    }

    /** Those that wait, in order. */
    List<Waiting> waiting() {
        List<Waiting> all = new ArrayList<>();
        for (Room room : waiting) {
            if (room.turn != null && !stopped) {
                all.add(new Waiting(room.turn, slots.place(room.ticket)));
            }
        }
        return all;
    }

    /** The first turn, running or waiting, that is so; or null. */
    @Nullable
    OpenTurn find(Predicate<OpenTurn> wanted) {
        return open().filter(wanted).findFirst().orElse(null);
    }

    /** All, the latest first: those that wait before those that run. */
    List<OpenTurn> all() {
        List<OpenTurn> all = new ArrayList<>(open().toList());
        Collections.reverse(all);
        return all;
    }

    boolean isEmpty() {
        return waiting.isEmpty() && running.isEmpty();
    }

    private Stream<OpenTurn> open() {
        return Stream.of(running, waiting)
                .flatMap(List::stream)
                .map(room -> room.turn)
                .filter(Objects::nonNull);
    }

    private static @Nullable Room roomOf(List<Room> rooms, OpenTurn turn) {
        return rooms.stream().filter(room -> turn.equals(room.turn)).findFirst().orElse(null);
    }

    private void run(Room room) {
        waiting.remove(room);
        running.add(room);
        slots.run(room.ticket);
    }

    private void leave(Room room) {
        waiting.remove(room);
        running.remove(room);
        slots.leave(room.ticket);
    }
}
