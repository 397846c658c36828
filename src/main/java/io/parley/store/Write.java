package io.parley.store;

import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;

/**
 * Something that a claim fences, on its way into the next commit.
 *
 * @param done completes with the number of the first entry; 0 for what is no entry
 * @param sinceNanos when it was asked, by {@link System#nanoTime}
 */
record Write(Claim claim, What what, Promise<Long> done, long sinceNanos) {
    /** What is to be written. */
    sealed interface What {
        /** Hands this to the one case that it is. */
        void match(Cases cases);
    }

    /** One method for each kind of write. */
    interface Cases {
        void entries(List<Entry> entries);

        void attempt(long turnSeq, int attempt);

        void checkpoint(long turnSeq, Checkpoint checkpoint);
    }

    /** Entries of one conversation, all or none of them; at least one. */
    record NewEntries(List<Entry> entries) implements What {
        NewEntries {
            entries = List.copyOf(entries);
        }

        @Override
        public void match(Cases cases) {
            cases.entries(entries);
        }
    }

    record NewAttempt(long turnSeq, int attempt) implements What {
        @Override
        public void match(Cases cases) {
            cases.attempt(turnSeq, attempt);
        }
    }

    record NewCheckpoint(long turnSeq, Checkpoint checkpoint) implements What {
        @Override
        public void match(Cases cases) {
            cases.checkpoint(turnSeq, checkpoint);
        }
    }

    /** The entries among {@code writes}. */
    static List<Entry> entries(List<Write> writes) {
        return writes.stream()
                .map(Write::what)
                .filter(NewEntries.class::isInstance)
                .map(NewEntries.class::cast)
                .flatMap(write -> write.entries().stream())
                .toList();
    }

    /** Whether it has waited for longer than {@code maxWait} by now. */
    boolean isLate(Duration maxWait) {
        return System.nanoTime() - sinceNanos > maxWait.toNanos();
    }

    void failLate() {
        done.fail(new StoreFailure("the log could not be written in time", null));
    }

    String projectId() {
        return claim.projectId();
    }
}
