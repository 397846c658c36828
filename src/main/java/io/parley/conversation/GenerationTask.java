package io.parley.conversation;

import io.parley.agent.Outcome;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Logged;
import io.parley.protocol.Phrase;
import io.parley.protocol.ServerMessage;
import io.parley.store.Checkpoint;
import io.parley.store.OpenTurn;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A generation task while it runs: its progress to all members, and in the end one entry for the log. */
final class GenerationTask implements Running {
    private final Attempt attempt;
    private final OpenTurn turn;
    private final Workplace place;
    private final boolean waited;
    private boolean begun;
    private int percent;
    private String phase = "";
    private String message = "";
    private boolean changed;

    /** {@code waited}: its user was told its place, and has to hear that it waits no more. */
    GenerationTask(OpenTurn turn, Workplace place, boolean waited) {
        this.turn = turn;
        this.place = place;
        this.waited = waited;
        this.attempt = new Attempt(this, turn, place, false);
    }

    @Override
    public Attempt attempt() {
        return attempt;
    }

    @Override
    public void start(Prompt prompt) {
        if (attempt.ending() == null) {
            begun = true;
            if (waited) {
                place.audience().toAll(progressNow());
            }
            attempt.ask(prompt.turn());
        }
    }

    @Override
    public void content(String text) {
        attempt.alive(); // a task speaks by its progress and its result
    }

    @Override
    public void thinking(String text) {
        attempt.alive();
    }

    @Override
    public void progress(int newPercent, String newPhase, String newMessage) {
        percent = Math.max(percent, Math.min(100, newPercent));
        phase = newPhase;
        message = newMessage;
        changed = true;
        long now = place.setting().nanoTime();
        attempt.heard(now);
        attempt.changed(now);
    }

    @Override
    public @Nullable Checkpoint toSave() {
        if (!changed) {
            return null;
        }
        changed = false;
        return new Checkpoint(attempt.number(), "", "", phase, percent);
    }

    @Override
    public @Nullable Checkpoint soFarSaid() {
        return null; // a task says nothing until it has its result
    }

    @Override
    public void notSaved() {
        changed = true;
    }

    @Override
    public @Nullable ServerMessage soFar() {
        return begun ? progressNow() : null;
    }

    @Override
    public void send(long nowNanos) {
        if (attempt.ending() == null) {
            attempt.sent(nowNanos);
            place.audience().toAll(progressNow());
        }
    }

    @Override
    public Logged terminal() {
        Ending how = attempt.ended();
        return switch (how.status()) {
            case COMPLETE -> completed(how.outcome());
            case CANCELLED ->
                new Logged.TaskCancelled(
                        attempt.endedMs(),
                        place.projectId(),
                        0,
                        turn.answerId(),
                        attempt.turnId(),
                        sentence("task.cancelled"));
            case FAILED, INTERRUPTED ->
                new Logged.TaskFailed(
                        attempt.endedMs(),
                        place.projectId(),
                        0,
                        turn.answerId(),
                        attempt.turnId(),
                        how.error() == null ? Logged.Cause.of(ErrorCode.INTERNAL_ERROR, place.lang()) : how.error(),
                        sentence("task.failed"));
        };
    }

    private Logged completed(@Nullable Outcome outcome) {
        JsonObject result = outcome == null ? null : outcome.result();
        return new Logged.TaskCompleted(
                attempt.endedMs(),
                place.projectId(),
                0,
                turn.answerId(),
                attempt.turnId(),
                result == null ? new JsonObject() : result,
                sentence("task.completed"),
                outcome == null ? List.of() : outcome.actions());
    }

    private ServerMessage progressNow() {
        return new ServerMessage.Progress(
                System.currentTimeMillis(),
                place.projectId(),
                attempt.turnId(),
                attempt.number(),
                phase,
                percent,
                message.isEmpty() ? null : message);
    }

    private String sentence(String key) {
        return Phrase.of(key).in(place.lang());
    }
}
