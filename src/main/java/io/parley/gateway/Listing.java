package io.parley.gateway;

import io.parley.ops.EventLog;
import io.parley.redis.ConnectionEntry;
import io.parley.redis.ConnectionIndex;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the connections of this gateway in the directory that all nodes share. No connection waits for it or fails with it:
 * what the directory did not take is told anew with all the rest, as soon as it answers. Confined to one context.
 *
 * <p>One change is on its way at a time; what comes meanwhile goes together in the next. So what waits is bounded by the
 * connections that there are, and those that left since the last change was taken.
 */
final class Listing {
    private static final EventLog LOG = EventLog.of(Listing.class, EventLog.GATEWAY);
    private static final long RENEWAL_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final ConnectionIndex index;
    private final String node;
    private final Map<String, ConnectionEntry> here = new LinkedHashMap<>();
    /** Those that came, left, or are to be renewed since the directory was told. */
    private final Set<String> changed = new LinkedHashSet<>();

    private boolean telling;
    /** The directory may differ from {@link #here} by more than {@link #changed}. */
    private boolean astray;

    private boolean beating;
    private boolean closed;
    private long renewedNanos = System.nanoTime();

    Listing(ConnectionIndex index, String node) {
        this.index = index;
        this.node = node;
    }

    void arrived(ConnectionEntry entry) {
        here.put(entry.connectionId(), entry);
        tell(entry.connectionId());
    }

    /** Nothing where it did not arrive. */
    void left(String connectionId) {
        if (here.remove(connectionId) != null) {
            tell(connectionId);
        }
    }

    /** To be called every {@link ConnectionIndex#BEAT}: says that this gateway lives, and mends what differs. */
    void beat(long nowNanos) {
        if (beating || closed) {
            return;
        }
        beating = true;
        index.beat(node)
                .andThen((known, failure) -> beating = false)
                .onSuccess(known -> {
                    astray |= !known;
                    mend(nowNanos);
                })
                .onFailure(this::failed);
    }

    /** Takes all of this gateway out of the directory. */
    Future<Void> close() {
        closed = true;
        changed.clear();
        here.clear();
        return index.leave(node).onFailure(this::failed);
    }

    private void mend(long nowNanos) {
        if (astray || nowNanos - renewedNanos > RENEWAL_NANOS) {
            renewedNanos = nowNanos;
            index.idsOf(node).onSuccess(this::compare).onFailure(this::failed);
        }
    }

    /** All are told again, so that none of them fades, and of those who are not here any more that they are gone. */
    private void compare(List<String> listed) {
        astray = false;
        changed.addAll(here.keySet());
        changed.addAll(listed);
        flush();
    }

    private void tell(String connectionId) {
        if (!astray) {
            changed.add(connectionId);
            flush();
        }
    }

    private void flush() {
        if (telling || closed || changed.isEmpty()) {
            return;
        }
        List<ConnectionEntry> present = new ArrayList<>();
        List<String> gone = new ArrayList<>();
        Iterator<String> next = changed.iterator();
        while (next.hasNext() && present.size() + gone.size() < ConnectionIndex.CHUNK) {
            String id = next.next();
            next.remove();
            ConnectionEntry entry = here.get(id);
            if (entry == null) {
                gone.add(id);
            } else {
                present.add(entry);
            }
        }
        send(present, gone);
    }

    private void send(List<ConnectionEntry> present, List<String> gone) {
        telling = true;
        index.tell(node, present, gone)
                .andThen((known, failure) -> telling = false)
                .onSuccess(known -> {
                    astray |= !known;
                    flush();
                })
                .onFailure(this::failed);
    }

    private void failed(Throwable failure) {
        if (!astray && !closed) {
            LOG.warn("directory_failed").log("{}", failure.getMessage());
        }
        astray = true;
        changed.clear();
    }
}
