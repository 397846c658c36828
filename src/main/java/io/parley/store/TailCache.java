package io.parley.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.parley.ops.TailCacheMeters;
import io.parley.ops.TailCacheMeters.Read;
import io.parley.ops.TailCacheMeters.Write;
import io.parley.redis.RedisTails;
import io.parley.redis.TailItem;
import io.parley.store.Plan.NumberedEntry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the latest entries of logs in Redis. Nobody ever waits for it: what is to be kept waits in a bounded queue, one piece
 * for each conversation, while the pieces before are written, and is dropped where there is too much. What was not kept leaves
 * a hole there, which {@link ProvedTail} sees. Confined to one loop.
 */
final class TailCache implements Tails {
    static final int MAX_WAITING_BYTES = 8 * 1024 * 1024;

    private static final int MAX_BATCH = 128;
    private static final int MAX_FORGOTTEN = 1_000;
    /** Whoever opens a conversation is not to wait for long for a Redis that stands still. */
    private static final long READ_MS = 250;

    private static final long CLOSE_MS = 500;
    private static final long FORGET_AGAIN_MS = 1_000;

    private final Loop loop;
    private final RedisTails redis;
    private final Supplier<Future<Void>> closer;
    private final TailCacheMeters meters;
    private final int bytes;
    private final Map<String, Piece> waiting = new LinkedHashMap<>();
    /** Deleted conversations of which Redis may still have something. */
    private final Set<String> toForget = new LinkedHashSet<>();

    private final Promise<Void> drained = Promise.promise();
    private long waitingBytes;
    private boolean writing;
    private boolean forgetting;
    private boolean closed;

    /** Entries of one log that follow one another. */
    private record Piece(long epoch, List<TailItem> items, long bytes) {
        private boolean isFollowedBy(Piece next) {
            TailItem last = items.get(items.size() - 1);
            TailItem first = next.items.get(0);
            return epoch == next.epoch
                    && first.seq() == last.seq() + 1
                    && first.previousId().equals(last.id());
        }

        private Piece with(Piece next) {
            List<TailItem> all = new ArrayList<>(items);
            all.addAll(next.items);
            return new Piece(epoch, all, bytes + next.bytes);
        }
    }

    /**
     * @param bytes of one conversation, as {@code redis} keeps them
     * @param closer ends the connection to Redis
     */
    TailCache(Loop loop, RedisTails redis, int bytes, Supplier<Future<Void>> closer, TailCacheMeters meters) {
        this.loop = loop;
        this.redis = redis;
        this.bytes = bytes;
        this.closer = closer;
        this.meters = meters;
    }

    @Override
    public void wrote(List<NumberedEntry> entries) {
        for (NumberedEntry entry : entries) {
            TailItem item = ProvedTail.item(entry.message(), entry.entry().endsSeq(), entry.previousId(), entry.body());
            keep(entry.message().projectId(), entry.epoch(), List.of(item));
        }
    }

    @Override
    public void read(Claim claim, List<StoredEntry> tail) {
        if (!tail.isEmpty()) {
            keep(claim.projectId(), claim.epoch(), ProvedTail.items(tail));
        }
    }

    @Override
    public Future<Map<String, List<StoredEntry>>> of(Map<String, LogEnd> ends, int limit) {
        Map<String, List<StoredEntry>> found = new HashMap<>();
        List<Future<Void>> all = new ArrayList<>();
        ends.forEach((projectId, end) -> all.add(loop.inTime(redis.read(projectId), READ_MS)
                .<Void>map(items -> {
                    List<StoredEntry> tail = proved(projectId, end, items, limit);
                    if (tail != null) {
                        found.put(projectId, tail);
                    }
                    return null;
                })
                .onFailure(failure -> meters.read(Read.FAILED))
                .otherwiseEmpty())); // the log is asked instead
        return all.isEmpty() ? Future.succeededFuture(found) : Future.join(all).map(found);
    }

    private @Nullable List<StoredEntry> proved(String projectId, LogEnd end, List<TailItem> items, int limit) {
        List<StoredEntry> tail = ProvedTail.of(projectId, end, items, limit, bytes);
        Read bad = items.isEmpty() ? Read.MISSING : Read.UNPROVED;
        meters.read(tail == null ? bad : Read.HIT);
        return tail;
    }

    @Override
    public Future<Void> forget(String projectId) {
        Promise<Void> tried = Promise.promise();
        loop.run(() -> {
            remove(projectId);
            tryToForget(projectId).onComplete(tried);
        });
        return tried.future();
    }

    /** What Redis does not hear of now it hears of later, as long as this process lives. */
    private Future<Void> tryToForget(String projectId) {
        return redis.forget(projectId)
                .onSuccess(done -> toForget.remove(projectId))
                .onFailure(failure -> {
                    if (toForget.size() < MAX_FORGOTTEN) {
                        toForget.add(projectId);
                        forgetLater();
                    }
                })
                .otherwiseEmpty();
    }

    private void forgetLater() {
        if (forgetting || closed) {
            return;
        }
        forgetting = true;
        loop.pause(FORGET_AGAIN_MS).onSuccess(over -> {
            forgetting = false;
            List.copyOf(toForget).forEach(this::tryToForget);
        });
    }

    @Override
    public Future<Void> close() {
        Promise<Void> done = Promise.promise();
        loop.run(() -> {
            closed = true;
            next();
            loop.inTime(drained.future(), CLOSE_MS)
                    .transform(end -> closer.get())
                    .otherwiseEmpty()
                    .onComplete(done);
        });
        return done.future();
    }

    private void keep(String projectId, long epoch, List<TailItem> items) {
        Piece piece = new Piece(epoch, items, sizeOf(items));
        Piece before = remove(projectId);
        Piece all = before != null && before.isFollowedBy(piece) ? before.with(piece) : piece;
        if (closed || waitingBytes + all.bytes() > MAX_WAITING_BYTES) {
            meters.wrote(Write.DROPPED);
            return;
        }
        waiting.put(projectId, all);
        waitingBytes += all.bytes();
        loop.later(this::next);
    }

    private static long sizeOf(List<TailItem> items) {
        return items.stream()
                .mapToLong(item -> item.body().getBytes(UTF_8).length)
                .sum();
    }

    private @Nullable Piece remove(String projectId) {
        Piece removed = waiting.remove(projectId);
        if (removed != null) {
            waitingBytes -= removed.bytes();
        }
        return removed;
    }

    private void next() {
        if (writing) {
            return;
        }
        if (waiting.isEmpty()) {
            if (closed) {
                drained.tryComplete();
            }
            return;
        }
        writing = true;
        List<Future<Void>> batch = new ArrayList<>();
        Iterator<Map.Entry<String, Piece>> all = waiting.entrySet().iterator();
        while (all.hasNext() && batch.size() < MAX_BATCH) {
            Map.Entry<String, Piece> one = all.next();
            all.remove();
            waitingBytes -= one.getValue().bytes();
            batch.add(write(one.getKey(), one.getValue()));
        }
        Future.join(batch)
                .onComplete(written -> loop.later(() -> {
                    writing = false;
                    next();
                }));
    }

    private Future<Void> write(String projectId, Piece piece) {
        return redis.append(projectId, piece.epoch(), piece.items())
                .onComplete(end -> meters.wrote(end.succeeded() && end.result() ? Write.WRITTEN : Write.FAILED))
                .otherwise(false) // it was the only try
                .mapEmpty();
    }
}
