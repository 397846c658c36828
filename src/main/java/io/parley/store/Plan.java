package io.parley.store;

import io.parley.protocol.Logged;
import io.parley.store.Refused.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one transaction will write, and what it will tell each write once it has committed. Pure. */
final class Plan {
    private final Map<String, Held> held;
    private final Known known;
    private final Map<String, Long> lastSeqs;
    private final List<NumberedEntry> entries = new ArrayList<>();
    private final List<Attempt> attempts = new ArrayList<>();
    private final List<Kept> checkpoints = new ArrayList<>();
    private final List<Result> results = new ArrayList<>();

    /** Who has a locked conversation. */
    record Held(@Nullable String owner, long epoch) {
        boolean by(Claim claim) {
            return claim.owner().equals(owner) && claim.epoch() == epoch;
        }
    }

    record NumberedEntry(Logged message, Entry entry, long epoch) {}

    record Attempt(String projectId, long turnSeq, int attempt) {}

    record Kept(Claim claim, long turnSeq, Checkpoint checkpoint) {}

    /** The end of a write: its number, or why it was refused. */
    record Result(Write write, long seq, @Nullable Reason refused) {}

    /**
     * Decides about {@code writes} in their order.
     *
     * @param held the owners of the conversations, locked
     * @param known the names that are taken
     * @param lastSeqs the last number of each conversation
     */
    Plan(List<Write> writes, Map<String, Held> held, Known known, Map<String, Long> lastSeqs) {
        this.held = held;
        this.known = known;
        this.lastSeqs = new HashMap<>(lastSeqs);
        writes.forEach(this::decide);
    }

    List<NumberedEntry> entries() {
        return entries;
    }

    List<Attempt> attempts() {
        return attempts;
    }

    List<Kept> checkpoints() {
        return checkpoints;
    }

    List<Result> results() {
        return results;
    }

    /** The last number of each conversation after the commit, with the epoch in which that holds. */
    Map<String, Long> lastSeqs() {
        return lastSeqs;
    }

    Map<String, Held> held() {
        return held;
    }

    private void decide(Write write) {
        write.what().match(new Write.Cases() {
            @Override
            public void entry(Entry entry) {
                decide(write, entry);
            }

            @Override
            public void attempt(long turnSeq, int attempt) {
                if (isHeld(write)) {
                    attempts.add(new Attempt(write.projectId(), turnSeq, attempt));
                    results.add(new Result(write, 0, null));
                }
            }

            @Override
            public void checkpoint(long turnSeq, Checkpoint checkpoint) {
                if (isHeld(write)) {
                    checkpoints.add(new Kept(write.claim(), turnSeq, checkpoint));
                    results.add(new Result(write, 0, null));
                }
            }
        });
    }

    private void decide(Write write, Entry entry) {
        Long known = this.known.seqOf(entry.message());
        if (known != null) {
            results.add(new Result(write, known, null));
        } else if (isHeld(write)) {
            long seq = lastSeqs.getOrDefault(write.projectId(), 0L) + 1;
            Reason refused = this.known.add(entry, seq);
            results.add(new Result(write, seq, refused));
            if (refused == null) {
                lastSeqs.put(write.projectId(), seq);
                entries.add(new NumberedEntry(
                        entry.message().withSeq(seq), entry, write.claim().epoch()));
            }
        }
    }

    /** Whether the claim of {@code write} is the newest; refuses it otherwise. */
    private boolean isHeld(Write write) {
        Held now = held.get(write.projectId());
        boolean isHeld = now != null && now.by(write.claim());
        if (!isHeld) {
            results.add(new Result(write, 0, Reason.STALE_EPOCH));
        }
        return isHeld;
    }
}
