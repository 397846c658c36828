package io.parley.agent;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Records what an agent says. Takes everything at once, or token by token where it was made slow. */
public final class RecordingSink implements ReplySink {
    /** One call of {@link #progress}. */
    public record Step(int percent, String phase, String message) {}

    private final boolean slow;
    private final List<String> tokens = new CopyOnWriteArrayList<>();
    private final List<String> thoughts = new CopyOnWriteArrayList<>();
    private final List<Step> steps = new CopyOnWriteArrayList<>();
    private final List<Runnable> stops = new ArrayList<>();
    private Promise<Void> wanted = Promise.promise();
    private volatile boolean streams;
    private final AtomicInteger signs = new AtomicInteger();
    private boolean cancelled;

    /** {@code slow}: wants more only when {@link #want} is called. */
    public RecordingSink(boolean slow) {
        this.slow = slow;
    }

    @Override
    public Future<Void> content(String text) {
        tokens.add(text);
        return answer();
    }

    @Override
    public Future<Void> thinking(String text) {
        thoughts.add(text);
        return answer();
    }

    @Override
    public void progress(int percent, String phase, String message) {
        steps.add(new Step(percent, phase, message));
    }

    @Override
    public void streams() {
        streams = true;
    }

    @Override
    public void alive() {
        signs.incrementAndGet();
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }

    @Override
    public void onCancel(Runnable stop) {
        stops.add(stop);
    }

    /** To be called on the agent's context. */
    public void cancel() {
        cancelled = true;
        stops.forEach(Runnable::run);
    }

    /** Takes one token more; to be called on the agent's context. */
    public void want() {
        Promise<Void> waiting = wanted;
        wanted = Promise.promise();
        waiting.complete();
    }

    public String content() {
        return String.join("", tokens);
    }

    public String thinking() {
        return String.join("", thoughts);
    }

    public List<String> tokens() {
        return tokens;
    }

    public List<String> thoughts() {
        return thoughts;
    }

    public List<Step> steps() {
        return steps;
    }

    /** Whether the agent has said that it says something all along. */
    public boolean hasSaidThatItStreams() {
        return streams;
    }

    /** How often {@link #alive} was called. */
    public int signs() {
        return signs.get();
    }

    private Future<Void> answer() {
        return slow ? wanted.future() : Future.succeededFuture();
    }
}
