package io.parley.conversation;

import io.parley.ops.EventLog;
import io.parley.protocol.ErrorCode;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * Looks for conversations with an open turn that nobody answers for, because their owner is gone, and takes them on: so
 * turns end whether anybody watches or not. Confined to one context.
 *
 * <p>All instances see the same ones. Each goes through them in an order of its own, and who claims one first has it.
 */
final class Adoption {
    private static final EventLog LOG = EventLog.of(Adoption.class, EventLog.CONVERSATION);
    private static final int PAGE = 100;
    private static final int PAGES = 10;
    /** As many as the log claims and reads in one go. */
    private static final int AT_ONCE = 128;

    private static final int AVOIDED = 1_000;
    private static final long AVOID_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Setting setting;
    private final Ownership ownership;
    /** Those that could not be taken on of late, and when; they do not hold up the others. */
    private final Map<String, Long> failed = new LinkedHashMap<>();

    private boolean looking;
    /** Where the next page begins: those before it were looked at already. */
    private String after = "";

    Adoption(Setting setting, Ownership ownership) {
        this.setting = setting;
        this.ownership = ownership;
    }

    /** Takes on what is there now, up to a bound. Nothing while it is still at it. */
    void look() {
        if (!looking && ownership.mayAct()) {
            looking = true;
            page(PAGES)
                    .onFailure(failure -> LOG.warn("orphans_not_read").log("{}", failure.getMessage()))
                    .onComplete(done -> looking = false);
        }
    }

    private Future<Void> page(int pages) {
        return setting.log().orphans(after, PAGE).compose(found -> {
            boolean more = found.size() == PAGE;
            after = more ? found.get(PAGE - 1) : "";
            List<String> mine = new ArrayList<>(found);
            mine.removeIf(this::isAvoided);
            Collections.shuffle(mine);
            return all(mine).compose(adopted -> more && pages > 1 ? page(pages - 1) : Future.succeededFuture());
        });
    }

    private Future<Void> all(List<String> orphans) {
        Queue<String> waiting = new ArrayDeque<>(orphans);
        List<Future<Void>> lines = new ArrayList<>();
        int some = Math.min(AT_ONCE, orphans.size());
        for (int i = 0; i < some; i++) {
            lines.add(oneAfterAnother(waiting));
        }
        return Future.all(lines).mapEmpty();
    }

    private Future<Void> oneAfterAnother(Queue<String> waiting) {
        String next = waiting.poll();
        if (next == null || !ownership.mayAct()) {
            return Future.succeededFuture();
        }
        long term = setting.lease().term();
        return ownership
                .adopt(next)
                .onFailure(failure -> avoid(next, failure, term))
                .transform(adopted -> oneAfterAnother(waiting));
    }

    /** One for which there is only no room, or for which the lease did not hold out since {@code term}, is looked at again at once. */
    private void avoid(String projectId, Throwable failure, long term) {
        if (Failures.codeOf(failure) == ErrorCode.BUSY || !setting.lease().isHeldSince(term)) {
            return;
        }
        failed.remove(projectId);
        failed.put(projectId, setting.nanoTime());
        if (failed.size() > AVOIDED) {
            failed.remove(failed.keySet().iterator().next());
        }
    }

    private boolean isAvoided(String projectId) {
        Long since = failed.get(projectId);
        if (since != null && setting.nanoTime() - since >= AVOID_NANOS) {
            failed.remove(projectId);
            return false;
        }
        return since != null;
    }
}
