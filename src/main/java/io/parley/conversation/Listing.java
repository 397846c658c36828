package io.parley.conversation;

import io.parley.bus.RegisterRequest;
import io.parley.ops.EventLog;
import io.parley.store.ConnectionDirectory;
import io.parley.store.ConnectionEntry;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Tells the directory of connections who comes and goes. No conversation waits for it or fails with it: what the directory
 * does not take is logged, one line every 10 s at most. Confined to one context.
 */
final class Listing {
    private static final EventLog LOG = EventLog.of(Listing.class, EventLog.CONVERSATION);
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final ConnectionDirectory directory;
    private long loggedNanos = System.nanoTime() - QUIET_NANOS;
    private long unsaid;

    Listing(ConnectionDirectory directory) {
        this.directory = directory;
    }

    void arrived(RegisterRequest request) {
        directory
                .add(new ConnectionEntry(request.connectionId(), request.userId(), request.projectId(), Instant.now()))
                .onFailure(this::failed);
    }

    void left(String connectionId) {
        directory.remove(connectionId).onFailure(this::failed);
    }

    Future<Void> close() {
        return directory.close().onFailure(this::failed);
    }

    private void failed(Throwable failure) {
        unsaid++;
        long now = System.nanoTime();
        if (now - loggedNanos >= QUIET_NANOS) {
            LOG.warn("directory_failed").addKeyValue("failures", unsaid).log("{}", failure.getMessage());
            loggedNanos = now;
            unsaid = 0;
        }
    }
}
