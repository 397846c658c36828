package io.parley.store;

import io.parley.protocol.Logged;
import io.parley.protocol.ProtocolCodec;
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
    private final Map<String, LogEnd> ends;
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

    /**
     * @param previousId the name of the entry before it in its log; empty for the first
     * @param body the message as the log keeps it
     */
    record NumberedEntry(Logged message, Entry entry, long epoch, String previousId, String body) {}

    record Attempt(String projectId, long turnSeq, int attempt) {}

    record Kept(Claim claim, long turnSeq, Checkpoint checkpoint) {}

    /** The end of a write: the number of its first entry, or why it was refused. */
    record Result(Write write, long seq, @Nullable Reason refused) {}

    /**
     * Decides about {@code writes} in their order.
     *
     * @param held the owners of the conversations, locked
     * @param known the names that are taken
     * @param ends the last entry of each conversation
     */
    Plan(List<Write> writes, Map<String, Held> held, Known known, Map<String, LogEnd> ends) {
        this.held = held;
        this.known = known;
        this.ends = new HashMap<>(ends);
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

    /** The last entry of each conversation after the commit. */
    Map<String, LogEnd> ends() {
        return ends;
    }

    /** Those of {@code writes} whose conversation was not locked for this plan, in their order. */
    List<Write> without(List<Write> writes) {
        return writes.stream()
                .filter(write -> !held.containsKey(write.projectId()))
                .toList();
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
            long first = endOf(write.projectId()).seq() + 1;
            Reason refused = this.known.add(together, first);
            results.add(new Result(write, first, refused));
            if (refused == null) {
                together.forEach(entry -> add(write.claim(), entry));
            }
        }
    }

    private void add(Claim claim, Entry entry) {
        LogEnd before = endOf(claim.projectId());
        Logged message = entry.message().withSeq(before.seq() + 1);
        ends.put(claim.projectId(), new LogEnd(message.seq(), message.messageId()));
        entries.add(
                new NumberedEntry(message, entry, claim.epoch(), before.messageId(), ProtocolCodec.encode(message)));
    }

    private LogEnd endOf(String projectId) {
        return ends.getOrDefault(projectId, LogEnd.NONE);
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
