package io.parley.conversation;

import io.parley.agent.Outcome;
import io.parley.conversation.StreamedText.Piece;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Logged;
import io.parley.protocol.Phrase;
import io.parley.protocol.ServerMessage;
import io.parley.store.Checkpoint;
import io.parley.store.OpenTurn;
import io.vertx.core.AsyncResult;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An answer while it comes: text by position to all members, and in the end one entry for the log. */
final class RunningReply implements Running {
    private static final int NOTHING = -1;

    private final Attempt attempt;
    private final OpenTurn turn;
    private final Workplace place;
    private final StreamedText content = new StreamedText();
    private final StreamedText thinking = new StreamedText();
    private @Nullable Prompt prompt;
    private int savedLength;

    RunningReply(OpenTurn turn, Workplace place) {
        this.turn = turn;
        this.place = place;
        this.attempt = new Attempt(this, turn, place, true);
    }

    @Override
    public Attempt attempt() {
        return attempt;
    }

    @Override
    public void start(Prompt asked) {
        if (attempt.ending() == null) {
            prompt = asked;
            place.audience().toAll(snapshot(asked));
            attempt.ask(asked.turn());
        }
    }

    @Override
    public void content(String text) {
        add(content, text);
    }

    @Override
    public void thinking(String text) {
        add(thinking, text);
    }

    @Override
    public void progress(int percent, String phase, String message) {
        attempt.alive(); // an answer shows no progress
    }

    @Override
    public void answered(AsyncResult<Outcome> outcome) {
        attempt.answered(outcome);
        Ending how = attempt.ended();
        Outcome end = how.outcome();
        if (how.status() == Logged.AiReply.Outcome.COMPLETE && end != null && content.length() == 0) {
            place.setting().silences().heard(end, place.projectId(), attempt.turnId());
        }
    }

    @Override
    public @Nullable Checkpoint toSave() {
        int length = content.length() + thinking.length();
        if (length == savedLength) {
            return null;
        }
        savedLength = length;
        return new Checkpoint(attempt.number(), content.all(), thinking.all(), "", 0);
    }

    @Override
    public @Nullable Checkpoint soFarSaid() {
        return hasSpoken() ? new Checkpoint(attempt.number(), content.all(), thinking.all(), "", 0) : turn.checkpoint();
    }

    @Override
    public void notSaved() {
        savedLength = NOTHING;
    }

    @Override
    public @Nullable ServerMessage soFar() {
        return prompt == null ? null : snapshot(prompt);
    }

    @Override
    public void send(long nowNanos) {
        if (attempt.ending() != null) {
            return; // the terminal entry has it all
        }
        Piece said = content.next();
        Piece thought = thinking.next();
        if (said != null || thought != null) {
            attempt.sent(nowNanos);
            place.audience().toAll(delta(said, thought));
        }
    }

    @Override
    public Logged terminal() {
        Ending how = attempt.ended();
        Outcome outcome = how.outcome();
        Checkpoint kept = hasSpoken() || !how.isBad() ? null : turn.checkpoint();
        return new Logged.AiReply(
                attempt.endedMs(),
                place.projectId(),
                0,
                turn.answerId(),
                attempt.turnId(),
                prompt == null ? turn.attempt() : attempt.number(),
                prompt == null ? attempt.turnId() : prompt.replyTo(),
                prompt == null ? null : prompt.replaces(),
                kept == null ? content.all() : kept.content(),
                kept == null ? thinking.all() : kept.thinking(),
                outcome != null && outcome.needMore(),
                kept == null ? how.status() : Logged.AiReply.Outcome.INTERRUPTED,
                how.error(),
                outcome == null ? null : outcome.usage(),
                outcome == null ? List.of() : outcome.actions());
    }

    private boolean hasSpoken() {
        return content.length() + thinking.length() > 0;
    }

    private void add(StreamedText text, String more) {
        long now = place.setting().nanoTime();
        attempt.heard(now);
        int room = place.setting().config().turn().maxReplyBytes() - content.bytes() - thinking.bytes();
        boolean fits = text.append(more, room);
        attempt.changed(now);
        if (!fits) {
            attempt.finish(Ending.failed(ErrorCode.MSG_TOO_LARGE, Phrase.of("answer.too_long"), place.lang()));
        }
    }

    private ServerMessage snapshot(Prompt asked) {
        return new ServerMessage.AiSnapshot(
                System.currentTimeMillis(),
                place.projectId(),
                turn.answerId(),
                attempt.turnId(),
                attempt.number(),
                asked.replyTo(),
                asked.replaces(),
                content.sent(),
                thinking.sent());
    }

    private ServerMessage delta(@Nullable Piece said, @Nullable Piece thought) {
        return new ServerMessage.AiDelta(
                System.currentTimeMillis(),
                place.projectId(),
                turn.answerId(),
                attempt.turnId(),
                attempt.number(),
                said == null ? null : said.offset(),
                said == null ? null : said.text(),
                thought == null ? null : thought.offset(),
                thought == null ? null : thought.text());
    }
}
