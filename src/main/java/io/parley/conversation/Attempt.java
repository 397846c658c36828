package io.parley.conversation;

import io.parley.agent.AgentFailure;
import io.parley.agent.Outcome;
import io.parley.agent.Turn;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Phrase;
import io.parley.store.Entry;
import io.parley.store.OpenTurn;
import io.vertx.core.AsyncResult;
import io.vertx.core.json.JsonObject;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What an answer and a task have in common while they run: the agent is asked once, under time limits, and what ends it
 * first is its end. Confined to one context.
 */
final class Attempt {
    private final Running work;
    private final OpenTurn turn;
    private final Workplace place;
    private final AgentRun run;
    private final TurnClock clock;
    private @Nullable Ending ending;
    private boolean isAgentGone;
    private long endedMs;
    private @Nullable Announced announced;
    private boolean isAnnouncedDecided;
    private long lastSentNanos;

    /** The next attempt at {@code turn}, made by {@code work}. {@code streams}: text is expected to come. */
    Attempt(Running work, OpenTurn turn, Workplace place, boolean streams) {
        this.work = work;
        this.turn = turn;
        this.place = place;
        this.run = new AgentRun(place.setting().context(), place.setting().meters(), work);
        long now = place.setting().nanoTime();
        this.clock = new TurnClock(place.setting().config().turn(), streams, now);
        this.lastSentNanos = now - Long.MAX_VALUE / 2;
    }

    OpenTurn turn() {
        return turn;
    }

    /** 1 for the first. */
    int number() {
        return turn.attempt() + 1;
    }

    String turnId() {
        return turn.begunBy().messageId();
    }

    Workplace place() {
        return place;
    }

    /** The ending, or null while it runs. */
    @Nullable
    Ending ending() {
        return ending;
    }

    /** The ending of what has ended. */
    Ending ended() {
        Ending how = ending;
        if (how == null) {
            throw new IllegalStateException("the turn runs");
        }
        return how;
    }

    /** Whether it ended because its agent is gone, and may be begun again. */
    boolean isAgentGone() {
        return isAgentGone;
    }

    /** When it ended, in epoch milliseconds: what says so is the same however often it is said. */
    long endedMs() {
        return endedMs;
    }

    /** The arguments of the task that its outcome announces; null for none. */
    @Nullable
    JsonObject announces() {
        Outcome outcome = ending == null ? null : ending.outcome();
        return outcome == null ? null : outcome.generate();
    }

    /** A task that an outcome announces, with the room that is kept for it until it is logged. */
    record Announced(Entry entry, Lane.Room room) {}

    /** What {@code maker} once made of the task that it announces: what is logged again must be the same. Null for none. */
    @Nullable
    Announced announced(BiFunction<OpenTurn, JsonObject, @Nullable Announced> maker) {
        JsonObject args = announces();
        if (args != null && !isAnnouncedDecided) {
            isAnnouncedDecided = true;
            announced = maker.apply(turn, args);
        }
        return announced;
    }

    /** The same, where it has been made; else null. */
    @Nullable
    Announced announced() {
        return announced;
    }

    void ask(Turn question) {
        run.ask(place.setting().agent(), question);
    }

    /** The agent said something. */
    void heard(long nowNanos) {
        clock.heard(nowNanos);
    }

    /** The agent gave a sign of life. */
    void alive() {
        heard(place.setting().nanoTime());
    }

    /** The agent says something all along. */
    void streams() {
        clock.streams(place.setting().nanoTime());
    }

    /** There is something new to send, now or a little later. */
    void changed(long nowNanos) {
        place.setting().pacer().changed(work, nowNanos);
    }

    void sent(long nowNanos) {
        lastSentNanos = nowNanos;
    }

    long lastSentNanos() {
        return lastSentNanos;
    }

    void checkTime(long nowNanos) {
        Phrase overdue = ending == null ? clock.overdue(nowNanos) : null;
        if (overdue != null) {
            finish(Ending.failed(ErrorCode.UNAVAILABLE, overdue, place.lang()));
        }
    }

    void answered(AsyncResult<Outcome> outcome) {
        isAgentGone = outcome.cause() instanceof AgentFailure told && told.isGone();
        finish(
                outcome.succeeded()
                        ? sound(outcome.result(), Ending::complete)
                        : failed(Ending.failed(outcome.cause(), turnId(), place.lang())));
    }

    /** What was to be done for it has thrown. */
    void broke(RuntimeException failure) {
        finish(Ending.failed(failure, turnId(), place.lang()));
    }

    private Ending failed(Ending how) {
        Outcome cost = how.outcome();
        return cost == null ? how : sound(cost, own -> new Ending(how.status(), how.error(), own, null));
    }

    /** What an agent ended with goes into the log: it has to be JSON, and no larger than an answer may be. */
    private Ending sound(Outcome outcome, Function<Outcome, Ending> ending) {
        try {
            Outcome own = Outcomes.owned(outcome);
            return Outcomes.weight(own) > place.setting().config().turn().maxReplyBytes()
                    ? Ending.failed(ErrorCode.MSG_TOO_LARGE, Phrase.of("answer.too_long"), place.lang())
                    : ending.apply(own);
        } catch (RuntimeException noJson) {
            return Ending.failed(noJson, turnId(), place.lang());
        }
    }

    /** Stops the agent. The first ending stays. */
    void end(Ending how) {
        run.stop();
        if (ending == null) {
            ending = how;
            endedMs = System.currentTimeMillis();
        }
    }

    /** As {@link #end}, and sees to it that the end is logged. */
    void finish(Ending how) {
        end(how);
        place.ended().accept(work);
    }
}
