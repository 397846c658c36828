package io.parley.store;

import io.parley.protocol.Logged;
import io.parley.store.Entry.NewTurn;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The open turns of one conversation of a {@link MemoryLog}, by the {@code seq} of the entry that began each. */
final class MemoryTurns {
    private final TreeMap<Long, OpenTurn> turns = new TreeMap<>();

    void add(Logged begunBy, NewTurn turn) {
        turns.put(begunBy.seq(), new OpenTurn(begunBy, turn.kind(), turn.answerId(), turn.lang(), 0, null));
    }

    void end(long seq) {
        turns.remove(seq);
    }

    void begin(long seq, int attempt) {
        turns.computeIfPresent(seq, (key, turn) -> at(turn, attempt, null));
    }

    void checkpoint(long seq, Checkpoint checkpoint) {
        turns.computeIfPresent(seq, (key, turn) -> {
            boolean ofThisAttempt = turn.attempt() == checkpoint.attempt();
            return ofThisAttempt ? at(turn, turn.attempt(), checkpoint) : turn;
        });
    }

    boolean isEmpty() {
        return turns.isEmpty();
    }

    List<OpenTurn> open() {
        return List.copyOf(turns.values());
    }

    private static OpenTurn at(OpenTurn turn, int attempt, @Nullable Checkpoint checkpoint) {
        return new OpenTurn(turn.begunBy(), turn.kind(), turn.answerId(), turn.lang(), attempt, checkpoint);
    }
}
