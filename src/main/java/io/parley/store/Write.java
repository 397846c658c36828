package io.parley.store;

import io.vertx.core.Promise;
import java.util.List;

/**
 * Something that a claim fences, on its way into the next commit.
 *
 * @param done completes with the entry's number; 0 for what is no entry
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
        void entry(Entry entry);

        void attempt(long turnSeq, int attempt);

        void checkpoint(long turnSeq, Checkpoint checkpoint);
    }

    record NewEntry(Entry entry) implements What {
        @Override
        public void match(Cases cases) {
            cases.entry(entry);
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
                .filter(NewEntry.class::isInstance)
                .map(NewEntry.class::cast)
                .map(NewEntry::entry)
                .toList();
    }

    String projectId() {
        return claim.projectId();
    }
}
