package io.parley.gateway;

import io.parley.protocol.Logged;
import io.parley.protocol.ServerMessage;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The answers and tasks whose ends one client was shown last: nothing streams of them to it any more. Bounded: what comes
 * behind the end was on its way when the log was read, or is among the few pushes that {@link Held} takes. Pure.
 */
final class Ended {
    static final int MAX = 64;

    private final Set<String> ids = new LinkedHashSet<>();

    /** The client is shown {@code entry}. */
    void shown(@Nullable ServerMessage entry) {
        String ended = entry instanceof Logged logged ? of(logged) : null;
        if (ended != null && ids.add(ended) && ids.size() > MAX) {
            ids.remove(ids.iterator().next());
        }
    }

    /** Whether {@code message} streams a part of what has ended. */
    boolean covers(@Nullable ServerMessage message) {
        String about = Parcel.about(message);
        return about != null && ids.contains(about);
    }

    /** The client is to forget all that it was shown. */
    void clear() {
        ids.clear();
    }

    /** The answer or the task that {@code entry} is the end of. */
    static @Nullable String of(Logged entry) {
        if (entry instanceof Logged.AiReply reply) {
            return reply.messageId();
        }
        if (entry instanceof Logged.TaskCompleted task) {
            return task.taskId();
        }
        if (entry instanceof Logged.TaskFailed task) {
            return task.taskId();
        }
        return entry instanceof Logged.TaskCancelled task ? task.taskId() : null;
    }
}
