package io.parley.conversation;

import io.parley.agent.Outcome;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Logged;
import io.parley.protocol.Phrase;
import io.parley.protocol.ServerMessage;
import io.parley.store.Checkpoint;
import io.parley.store.OpenTurn;
import io.vertx.core.AsyncResult;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** A generation task while it runs: its progress to all members, and in the end one entry for the log. */
final class GenerationTask implements Running, AgentRun.Listener, Pacer.Paced {
    private final OpenTurn turn;
    private final int attempt;
    private final Workplace place;
    private final AgentRun run;
    private final TurnClock clock;
    private @Nullable Ending ending;
    private boolean begun;
    private int percent;
    private String phase = "";
    private String message = "";
    private boolean changed;
    private long lastSentNanos;

    GenerationTask(OpenTurn turn, Workplace place) {
        this.turn = turn;
        this.attempt = turn.attempt() + 1;
        this.place = place;
        this.run = new AgentRun(place.setting().context(), place.setting().meters(), this);
        long now = System.nanoTime();
        this.clock = new TurnClock(place.setting().config().turn(), false, now);
        this.lastSentNanos = now - Long.MAX_VALUE / 2;
    }

    @Override
    public OpenTurn turn() {
        return turn;
    }

    @Override
    public void start(Prompt prompt) {
        if (ending == null) {
            begun = true;
            run.ask(place.setting().agent(), prompt.turn());
        }
    }

    @Override
    public void content(String text) {
        // a task speaks by its progress and its result
    }

    @Override
    public void thinking(String text) {
        // as content
    }

    @Override
    public void progress(int newPercent, String newPhase, String newMessage) {
        percent = Math.max(percent, Math.min(100, newPercent));
        phase = newPhase;
        message = newMessage;
        changed = true;
        place.setting().pacer().changed(this, System.nanoTime());
    }

    @Override
    public void answered(AsyncResult<Outcome> outcome) {
        finish(
                outcome.succeeded()
                        ? Ending.complete(outcome.result())
                        : Ending.failed(outcome.cause(), taskId(), place.lang()));
    }

    @Override
    public void end(Ending how) {
        run.stop();
        if (ending == null) {
            ending = how;
        }
    }

    @Override
    public @Nullable Ending ending() {
        return ending;
    }

    @Override
    public void checkTime(long nowNanos) {
        Phrase overdue = ending == null ? clock.overdue(nowNanos) : null;
        if (overdue != null) {
            finish(Ending.failed(ErrorCode.UNAVAILABLE, overdue, place.lang()));
        }
    }

    @Override
    public @Nullable Checkpoint toSave() {
        if (!changed) {
            return null;
        }
        changed = false;
        return new Checkpoint(attempt, "", "", phase, percent);
    }

    @Override
    public @Nullable ServerMessage soFar() {
        return begun ? progressNow() : null;
    }

    @Override
    public long lastSentNanos() {
        return lastSentNanos;
    }

    @Override
    public void send(long nowNanos) {
        if (ending == null) {
            lastSentNanos = nowNanos;
            place.audience().toAll(progressNow());
        }
    }

    @Override
    public Logged terminal() {
        Ending how = ending;
        if (how == null) {
            throw new IllegalStateException("the task runs");
        }
        return switch (how.status()) {
            case COMPLETE -> completed(how.outcome());
            case CANCELLED ->
                new Logged.TaskCancelled(
                        now(), place.projectId(), 0, turn.answerId(), taskId(), sentence("task.cancelled"));
            case FAILED, INTERRUPTED ->
                new Logged.TaskFailed(
                        now(),
                        place.projectId(),
                        0,
                        turn.answerId(),
                        taskId(),
                        how.error() == null ? Logged.Cause.of(ErrorCode.INTERNAL_ERROR, place.lang()) : how.error(),
                        sentence("task.failed"));
        };
    }

    private Logged completed(@Nullable Outcome outcome) {
        JsonObject result = outcome == null ? null : outcome.result();
        return new Logged.TaskCompleted(
                now(),
                place.projectId(),
                0,
                turn.answerId(),
                taskId(),
                result == null ? new JsonObject() : result,
                sentence("task.completed"));
    }

    private void finish(Ending how) {
        end(how);
        place.ended().accept(this);
    }

    private ServerMessage progressNow() {
        return new ServerMessage.Progress(
                now(), place.projectId(), taskId(), attempt, phase, percent, message.isEmpty() ? null : message);
    }

    private String taskId() {
        return turn.begunBy().messageId();
    }

    private String sentence(String key) {
        return Phrase.of(key).in(place.lang());
    }

    private static long now() {
        return System.currentTimeMillis();
    }
}
