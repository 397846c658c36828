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

    /** Who has a locked conversation, as seen over {@code connection}; null where all connections live equally long. */
    record Held(
            @Nullable String owner, long epoch, @Nullable String connection) {
        boolean by(Claim claim) {
            return claim.owner().equals(owner) && claim.epoch() == epoch;
        }
    }

    record NumberedEntry(Logged message, Entry entry, long epoch) {}

    record Attempt(String projectId, long turnSeq, int attempt) {}

    record Kept(Claim claim, long turnSeq, Checkpoint checkpoint) {}

    /** The end of a write: the number of its first entry, or why it was refused. */
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
            public void entries(List<Entry> entries) {
                decide(write, entries);
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

    private void decide(Write write, List<Entry> together) {
        Long known = this.known.seqOf(together.get(0).message());
        if (known != null) {
            results.add(new Result(write, known, null));
        } else if (isHeld(write)) {
            long first = lastSeqs.getOrDefault(write.projectId(), 0L) + 1;
            Reason refused = this.known.add(together, first);
            results.add(new Result(write, first, refused));
            if (refused == null) {
                together.forEach(entry -> add(write.claim(), entry));
            }
        }
    }

    private void add(Claim claim, Entry entry) {
        long seq = lastSeqs.merge(claim.projectId(), 1L, Long::sum);
        entries.add(new NumberedEntry(entry.message().withSeq(seq), entry, claim.epoch()));
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
