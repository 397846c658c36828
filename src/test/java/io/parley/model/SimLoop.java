package io.parley.model;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.Queue;

/** The one loop on which a whole cluster runs, and its clock, which goes only when it is told to. */
final class SimLoop {
    private static final int TOO_MANY = 200_000;

    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final Queue<Timer> timers = new PriorityQueue<>();
    private long nowMs;
    private long ids;

    private record Timer(long id, long atMs, Runnable task) implements Comparable<Timer> {
        @Override
        public int compareTo(Timer other) {
            return atMs == other.atMs ? Long.compare(id, other.id) : Long.compare(atMs, other.atMs);
        }
    }

    long nowMs() {
        return nowMs;
    }

    void later(Runnable task) {
        tasks.add(task);
    }

    /** Runs {@code task} in {@code ms} of the loop's own time. */
    void in(long ms, Runnable task) {
        timers.add(new Timer(ids++, nowMs + ms, task));
    }

    /** Runs until nothing is left to do now. */
    void run() {
        int count = 0;
        while (!tasks.isEmpty()) {
            tasks.remove().run();
            if (++count > TOO_MANY) {
                throw new AssertionError("the cluster does not come to rest");
            }
        }
    }

    /** Lets so much time pass. */
    void pass(long ms) {
        long until = nowMs + ms;
        run();
        for (Timer next = timers.peek(); next != null && next.atMs() <= until; next = timers.peek()) {
            timers.remove();
            nowMs = next.atMs();
            next.task().run();
            run();
        }
        nowMs = until;
    }
}
