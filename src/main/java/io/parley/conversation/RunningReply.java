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
import org.jspecify.annotations.Nullable;

/** An answer while it comes: text by position to all members, and in the end one entry for the log. */
final class RunningReply implements Running, AgentRun.Listener, Pacer.Paced {
    private final OpenTurn turn;
    private final int attempt;
    private final Workplace place;
    private final AgentRun run;
    private final StreamedText content = new StreamedText();
    private final StreamedText thinking = new StreamedText();
    private final TurnClock clock;
    private @Nullable Prompt prompt;
    private @Nullable Ending ending;
    private long lastSentNanos;
    private int savedLength;

    RunningReply(OpenTurn turn, Workplace place) {
        this.turn = turn;
        this.attempt = turn.attempt() + 1;
        this.place = place;
        this.run = new AgentRun(place.setting().context(), place.setting().meters(), this);
        long now = System.nanoTime();
        this.clock = new TurnClock(place.setting().config().turn(), true, now);
        this.lastSentNanos = now - Long.MAX_VALUE / 2;
    }

    @Override
    public OpenTurn turn() {
        return turn;
    }

    @Override
    public void start(Prompt asked) {
        if (ending != null) {
            return;
        }
        prompt = asked;
        place.audience().toAll(snapshot(asked));
        run.ask(place.setting().agent(), asked.turn());
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
        clock.heard(System.nanoTime()); // an answer shows no progress, but its agent lives
    }

    @Override
    public void answered(AsyncResult<Outcome> outcome) {
        finish(
                outcome.succeeded()
                        ? Ending.complete(outcome.result())
                        : Ending.failed(outcome.cause(), turnId(), place.lang()));
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
        int length = content.length() + thinking.length();
        if (length == savedLength) {
            return null;
        }
        savedLength = length;
        return new Checkpoint(attempt, content.all(), thinking.all(), "", 0);
    }

    @Override
    public @Nullable ServerMessage soFar() {
        return prompt == null ? null : snapshot(prompt);
    }

    @Override
    public long lastSentNanos() {
        return lastSentNanos;
    }

    @Override
    public void send(long nowNanos) {
        if (ending != null) {
            return; // the terminal entry has it all
        }
        Piece said = content.next();
        Piece thought = thinking.next();
        if (said != null || thought != null) {
            lastSentNanos = nowNanos;
            place.audience().toAll(delta(said, thought));
        }
    }

    @Override
    public Logged terminal() {
        Ending how = ending;
        if (how == null) {
            throw new IllegalStateException("the answer runs");
        }
        Outcome outcome = how.outcome();
        return new Logged.AiReply(
                System.currentTimeMillis(),
                place.projectId(),
                0,
                turn.answerId(),
                turnId(),
                prompt == null ? turn.attempt() : attempt,
                prompt == null ? turnId() : prompt.replyTo(),
                prompt == null ? null : prompt.replaces(),
                content.all(),
                thinking.all(),
                outcome != null && outcome.needMore(),
                how.status(),
                how.error(),
                outcome == null ? null : outcome.usage());
    }

    private void add(StreamedText text, String more) {
        long now = System.nanoTime();
        clock.heard(now);
        int room = place.setting().config().turn().maxReplyBytes() - content.bytes() - thinking.bytes();
        boolean fits = text.append(more, room);
        place.setting().pacer().changed(this, now);
        if (!fits) {
            finish(Ending.failed(ErrorCode.MSG_TOO_LARGE, Phrase.of("answer.too_long"), place.lang()));
        }
    }

    private void finish(Ending how) {
        end(how);
        place.ended().accept(this);
    }

    private String turnId() {
        return turn.begunBy().messageId();
    }

    private ServerMessage snapshot(Prompt asked) {
        return new ServerMessage.AiSnapshot(
                System.currentTimeMillis(),
                place.projectId(),
                turn.answerId(),
                turnId(),
                attempt,
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
                turnId(),
                attempt,
                said == null ? null : said.offset(),
                said == null ? null : said.text(),
                thought == null ? null : thought.offset(),
                thought == null ? null : thought.text());
    }
}
