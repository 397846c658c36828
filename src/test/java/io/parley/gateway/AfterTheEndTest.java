package io.parley.gateway;

import static io.parley.gateway.Samples.delta;
import static io.parley.gateway.Samples.end;
import static io.parley.gateway.Samples.resumed;
import static io.parley.gateway.Samples.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.bus.Envelope;
import io.parley.bus.RegisterReply;
import io.parley.protocol.Logged;
import io.parley.protocol.ServerMessage;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A client that was shown the end of an answer or a task is told nothing more that streams of it. */
class AfterTheEndTest extends FeedFixture {
    @Test
    void textThatWaitedForAReadIsNotShownAfterTheEndThatWasRead() {
        live();
        feed.mend();
        push(snapshot(""));
        push(delta(0, "x"));
        push(end(1));

        answer(List.of(end(1)));

        assertThat(read()).containsExactly(end(1));
    }

    @Test
    void textThatComesAfterTheEndWasReadIsNotShown() {
        live();
        feed.mend();
        answer(List.of(end(1)));

        push(snapshot(""));
        push(delta(0, "x"));
        push(end(1));
        push(notice(2));

        assertThat(read()).containsExactly(end(1), notice(2));
    }

    @Test
    void textThatComesAfterTheEndThatWasPushedIsNotShown() {
        live();
        push(end(1));
        push(delta(0, "x"));

        assertThat(read()).containsExactly(end(1));
    }

    @Test
    void textThatWaitedForARegisterIsNotShownAfterTheEndThatWasAnswered() {
        live();
        feed.hold();
        feed.push(Push.of(snapshot("")), ofAnother(5));
        feed.push(Push.of(delta(0, "x")), ofAnother(6));
        feed.push(Push.of(end(1)), ofAnother(7));

        feed.registered(List.of(), reply(List.of(end(1)), false), true);

        assertThat(read()).containsExactly(end(1));
    }

    @Test
    void textThatWaitedForAResumeIsNotShownAfterTheEndThatWasReadWithIt() {
        live();
        feed.holdForResume();
        feed.push(Push.of(snapshot("")), ofAnother(5));
        feed.registered(List.of(resumed()), reply(List.of(), true), false);
        feed.push(Push.of(delta(0, "x")), ofAnother(6));
        assertThat(read()).containsExactly(resumed());

        answer(List.of(end(1)));

        assertThat(read()).containsExactly(end(1));
    }

    @Test
    void whatRanWhenARegisterWasServedIsNotShownAfterTheEndThatWasReadSince() {
        live();
        feed.mend();
        feed.hold();
        answer(List.of(end(1)));

        feed.registered(List.of(), runs(snapshot("x"), null), true);

        assertThat(read()).containsExactly(end(1));
    }

    @Test
    void progressOfATaskIsNotShownAfterItsEnd() {
        live();
        feed.mend();
        push(progress());
        Logged completed = new Logged.TaskCompleted(1, "p1", 1, "m1", "k1", new JsonObject(), null, List.of());

        answer(List.of(completed));
        push(progress());

        assertThat(read()).containsExactly(completed);
    }

    @Test
    void anotherAnswerStreamsOn() {
        live();
        push(end(1));
        ServerMessage other = new ServerMessage.AiDelta(1, "p1", "a2", "t1", 1, 0, "x", null, null);
        push(other);

        assertThat(read()).containsExactly(end(1), other);
    }

    /** A log that lost its end does not know that the answer has ended. */
    @Test
    void afterAResetAnAnswerMayStreamAgain() {
        live();
        push(end(1));
        read();

        feed.registered(List.of(), runs(snapshot("x"), 1L), true);
        push(delta(1, "y"));

        assertThat(read()).containsExactly(snapshot("x"), delta(1, "y"));
    }

    /** What a new owner pushes before its answer says that the log lost its end. */
    @Test
    void whatWaitedForAResetIsNotTakenForWhatHadEnded() {
        live();
        push(end(1));
        read();
        feed.hold();
        feed.push(Push.of(delta(1, "y")), ofAnother(5));

        feed.registered(List.of(), runs(snapshot("x"), 1L), true);

        assertThat(read()).containsExactly(snapshot("x"), delta(1, "y"));
    }

    @Test
    void onlyTheLatestEndsAreKeptInMind() {
        Ended ended = new Ended();
        ended.shown(end(1));
        for (int i = 1; i < Ended.MAX; i++) {
            ended.shown(new Logged.TaskCancelled(1, "p1", 1 + i, "m" + i, "k" + i, null));
        }
        boolean before = ended.covers(delta(0, "x"));
        ended.shown(new Logged.TaskCancelled(1, "p1", 99, "m99", "k99", null));

        assertThat(before).isTrue();
        assertThat(ended.covers(delta(0, "x"))).isFalse();
    }

    private static Envelope ofAnother(long n) {
        return new Envelope("c2", "i2", n, "u1", "p1", null, 1, List.of(), null);
    }

    private static ServerMessage progress() {
        return new ServerMessage.Progress(1, "p1", "k1", 1, "draw", 50, null);
    }

    private static RegisterReply runs(ServerMessage running, @Nullable Long resetFrom) {
        return new RegisterReply(
                true,
                null,
                "s1",
                "c1",
                "i1",
                1,
                0,
                "l1",
                0,
                true,
                resetFrom,
                List.of(),
                false,
                List.of(running),
                "disk");
    }
}
