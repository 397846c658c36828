package io.parley.store;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks the database many questions at once: those that come while others are being answered go together in the next. While
 * {@value #CROWD} or more come in a second, and for a while after, the next may wait for company. Confined to one loop.
 *
 * <p>At most {@value #MAX_WAITING} questions wait; one more fails at once with {@link StoreFailure}. So does one whose turn
 * has not come in time. The answers of a batch are given in the order of its questions; a listener that throws keeps
 * none from the others.
 */
final class Gathering<Q, A> {
    static final int MAX_WAITING = 4_096;
    static final int MAX_BATCH = 128;
    static final int CROWD = 50;

    private static final long NANOS_PER_MS = 1_000_000;
    private static final long NANOS_PER_SECOND = 1_000 * NANOS_PER_MS;
    /** After a crowd come those who have waited longest already. */
    private static final long CROWD_LASTS = 10;

    private final Loop loop;
    private final long maxWaitNanos;
    private final Company company;
    private final Function<Q, Object> group;
    private final Answerer<Q, A> answerer;
    private final ArrayDeque<Asked<Q, A>> waiting = new ArrayDeque<>();
    private boolean asking;
    /** Of the pause that is made now; 0: none is. */
    private long pause;

    private long pauses;
    private long begunNanos;
    private long second;
    private int came;
    /** The last second that was crowded. */
    private long crowded;

    private record Asked<Q, A>(Q question, Promise<A> answer, long sinceNanos) {}

    /** Answers questions together. */
    @FunctionalInterface
    interface Answerer<Q, A> {
        /** An answer for each question, which may be a failure that says nothing of the others. */
        Future<Map<Q, Future<A>>> answer(List<Q> questions);
    }

    /**
     * @param group only questions of one are asked together
     */
    Gathering(Loop loop, Duration maxWait, Company company, Function<Q, Object> group, Answerer<Q, A> answerer) {
        this.loop = loop;
        this.maxWaitNanos = maxWait.toNanos();
        this.company = company;
        this.group = group;
        this.answerer = answerer;
        this.begunNanos = System.nanoTime() - NANOS_PER_SECOND;
        this.crowded = begunNanos / NANOS_PER_SECOND - CROWD_LASTS;
    }

    /** Any thread. */
    Future<A> ask(Q question) {
        Promise<A> answer = Promise.promise();
        loop.run(() -> enqueue(new Asked<>(question, answer, System.nanoTime())));
        return answer.future();
    }

    private void enqueue(Asked<Q, A> asked) {
        if (waiting.size() >= MAX_WAITING) {
            asked.answer().fail(new StoreFailure("too many wait for the log", null));
            return;
        }
        count(asked.sinceNanos());
        waiting.add(asked);
        loop.later(this::next); // what else comes in this turn of the loop goes along
    }

    private void count(long nowNanos) {
        long now = nowNanos / NANOS_PER_SECOND;
        if (now != second) {
            came = 0;
            second = now;
        }
        came++;
        if (came >= CROWD) {
            crowded = now;
        }
    }

    private void next() {
        boolean isEnough = waiting.size() >= company.enough();
        if (asking || (pause > 0 && !isEnough)) {
            return;
        }
        pause = 0;
        long nowNanos = System.nanoTime();
        long pauseMs = company.longest().toMillis() - (nowNanos - begunNanos) / NANOS_PER_MS;
        boolean isCrowd = nowNanos / NANOS_PER_SECOND - crowded < CROWD_LASTS;
        if (isCrowd && pauseMs > 0 && !isEnough) {
            pauseFor(pauseMs);
            return;
        }
        List<Asked<Q, A>> batch = take(nowNanos);
        if (!batch.isEmpty()) {
            begunNanos = nowNanos;
            ask(batch);
        }
    }

    private void pauseFor(long millis) {
        long own = ++pauses;
        pause = own;
        loop.pause(millis).onSuccess(over -> {
            if (pause == own) {
                pause = 0;
                next();
            }
        });
    }

    private void ask(List<Asked<Q, A>> batch) {
        asking = true;
        List<Q> questions = batch.stream().map(Asked::question).distinct().toList();
        Future.succeededFuture(questions).compose(answerer::answer).onComplete(end -> {
            batch.forEach(asked -> loop.later(() -> settle(asked, end.result(), end.cause())));
            loop.later(this::answered); // so what those ask who were told goes into the next batch
        });
    }

    private void answered() {
        asking = false;
        next();
    }

    private void settle(Asked<Q, A> asked, @Nullable Map<Q, Future<A>> answers, @Nullable Throwable failure) {
        Future<A> answer = answers == null ? null : answers.get(asked.question());
        if (answer != null) {
            answer.onComplete(asked.answer());
        } else {
            asked.answer().fail(failure == null ? new StoreFailure("the log did not say", null) : failure);
        }
    }

    /** The next batch; what has waited too long by now is told so instead. */
    private List<Asked<Q, A>> take(long nowNanos) {
        List<Asked<Q, A>> batch = new ArrayList<>();
        Object first = null;
        Iterator<Asked<Q, A>> all = waiting.iterator();
        while (all.hasNext() && batch.size() < MAX_BATCH) {
            Asked<Q, A> asked = all.next();
            Object own = group.apply(asked.question());
            if (nowNanos - asked.sinceNanos() > maxWaitNanos) {
                all.remove();
                loop.later(() -> asked.answer().fail(new StoreFailure("the log could not be asked in time", null)));
            } else if (first == null || first.equals(own)) {
                all.remove();
                first = own;
                batch.add(asked);
            }
        }
        return batch;
    }
}
