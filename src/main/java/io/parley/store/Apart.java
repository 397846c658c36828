package io.parley.store;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/**
 * The writes of conversations that somebody else holds in the database. Each conversation is written by itself, so that it
 * delays no other; all of its writes come here until none is left, which keeps their order. Confined to one loop.
 *
 * <p>At most {@link #MAX_WAITING} writes wait; one more fails at once.
 */
final class Apart {
    static final int MAX_WAITING = 1_024;

    private final Loop loop;
    private final Function<List<Write>, Future<Void>> writer;
    private final Duration maxWait;
    private final int atOnce;
    private final Runnable drained;
    private final Map<String, List<Write>> waiting = new LinkedHashMap<>(); // who came first is first
    private final Set<String> writing = new HashSet<>();
    private int size;

    /**
     * @param writer writes what is of one conversation, and tells each write how it ended
     * @param atOnce how many conversations are written at the same time
     * @param drained is run when none is left
     */
    Apart(Loop loop, Function<List<Write>, Future<Void>> writer, Duration maxWait, int atOnce, Runnable drained) {
        this.loop = loop;
        this.writer = writer;
        this.maxWait = maxWait;
        this.atOnce = atOnce;
        this.drained = drained;
    }

    boolean isEmpty() {
        return writing.isEmpty() && waiting.isEmpty();
    }

    /** Whether writes of this conversation are under way here, so that later ones are to follow them. */
    boolean has(String projectId) {
        return writing.contains(projectId) || waiting.containsKey(projectId);
    }

    void add(Write write) {
        if (size >= MAX_WAITING) {
            loop.later(() -> write.done()
                    .fail(new StoreFailure("too much waits for conversations that somebody else holds", null)));
            return;
        }
        size++;
        waiting.computeIfAbsent(write.projectId(), first -> new ArrayList<>()).add(write);
        loop.later(this::next);
    }

    private void next() {
        Iterator<String> each = List.copyOf(waiting.keySet()).iterator();
        while (writing.size() < atOnce && each.hasNext()) {
            String projectId = each.next();
            if (writing.add(projectId)) {
                write(projectId, Objects.requireNonNull(waiting.remove(projectId)));
            }
        }
        if (isEmpty()) {
            drained.run();
        }
    }

    private void write(String projectId, List<Write> all) {
        List<Write> some = all.subList(0, Math.min(GroupCommit.MAX_BATCH, all.size()));
        size -= some.size();
        if (some.size() < all.size()) {
            waiting.put(projectId, new ArrayList<>(all.subList(some.size(), all.size())));
        }
        List<Write> batch =
                some.stream().filter(write -> !write.isLate(maxWait)).toList();
        some.stream().filter(write -> write.isLate(maxWait)).forEach(write -> loop.later(write::failLate));
        Future<Void> written = batch.isEmpty() ? Future.succeededFuture() : writer.apply(batch);
        written.onComplete(end -> loop.later(() -> {
            writing.remove(projectId);
            next();
        }));
    }
}
