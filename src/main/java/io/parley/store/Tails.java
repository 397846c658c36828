package io.parley.store;

import io.parley.store.Plan.NumberedEntry;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/** A copy of the latest entries of logs that spares the database; it may have nothing, and never anything wrong. */
interface Tails {
    /** No copy. */
    Tails NONE = new Tails() {
        @Override
        public void wrote(List<NumberedEntry> entries) {}

        @Override
        public void read(Claim claim, List<StoredEntry> tail) {}

        @Override
        public Future<Map<String, List<StoredEntry>>> of(Map<String, LogEnd> ends, int limit) {
            return Future.succeededFuture(Map.of());
        }

        @Override
        public Future<Void> forget(String projectId) {
            return Future.succeededFuture();
        }

        @Override
        public Future<Void> close() {
            return Future.succeededFuture();
        }
    };

    /** These were committed. Does not wait for anything. */
    void wrote(List<NumberedEntry> entries);

    /** The owner has read these from the log, as its last ones. Does not wait for anything. */
    void read(Claim claim, List<StoredEntry> tail);

    /** The last {@code limit} entries of those logs that end as {@code ends} says and of which they are here. Always completes. */
    Future<Map<String, List<StoredEntry>>> of(Map<String, LogEnd> ends, int limit);

    /** The conversation was deleted. Always completes, when its entries are gone or somebody sees to that later. */
    Future<Void> forget(String projectId);

    /** Lets go of it, when what was committed is kept or has taken too long. Always completes. */
    Future<Void> close();
}
