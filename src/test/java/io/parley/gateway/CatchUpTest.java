package io.parley.gateway;

import static io.parley.gateway.Samples.delta;
import static io.parley.gateway.Samples.resumed;
import static io.parley.gateway.Samples.seqs;
import static io.parley.gateway.Samples.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.bus.Envelope;
import io.parley.bus.ReadReply;
import io.parley.bus.RegisterReply;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Logged;
import io.parley.protocol.ServerMessage;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A client that lacks something gets it once and in order, whatever else happens meanwhile. */
class CatchUpTest extends FeedFixture {
    @Test
    void answerToAReadThatARegisterOvertookIsNotTakenForOneToALaterRead() {
        live();
        push(notice(3));
        feed.hold();
        feed.registered(List.of(), reply(notices(1, 2), true), true);
        read();
        assertThat(readAfter).containsExactly(0L, 2L);

        answer(List.of());
        answer(notices(3, 3));

        assertThat(seqs(socket.takeAll())).containsExactly(3L);
    }

    @Test
    void textThatWasSaidBeforeTheRegisterIsNotShownWhereItComesLate() {
        live();
        RegisterReply reply = reply(List.of(), false);
        Envelope old = new Envelope("c1", "i1", reply.n(), "u1", "p1", null, 1, List.of(), null);

        feed.push(Push.of(snapshot("of an answer that has ended")), old);
        feed.mend();
        feed.push(Push.of(delta(0, "so has this")), old);
        answer(List.of());

        assertThat(read()).isEmpty();
    }

    @Test
    void whatIsSaidOnceIsShownWhereItComesWhileARegisterIsAnsweredAndLater() {
        live();
        RegisterReply reply = reply(List.of(), false);
        Envelope old = new Envelope("c1", "i1", reply.n(), "u1", "p1", null, 1, List.of(), null);
        JsonObject ben = new JsonObject().put("user_id", "ben").put("state", "connected");
        ServerMessage here = new ServerMessage.Status(1, "p1", ServerMessage.Status.State.PRESENCE, ben);
        ServerMessage error = new ServerMessage.Failure(1, "p1", ErrorCode.BUSY, "no room", true, null, null, null);

        feed.hold();
        feed.push(Push.of(here), old);
        feed.registered(List.of(), reply, true);
        feed.push(Push.of(error), old);

        assertThat(read()).containsExactly(here, error);
    }

    @Test
    void whatIsPushedWhileAReadIsUnderWayIsNotLost() {
        live();
        push(notice(2));
        push(delta(0, "x"));
        push(notice(3));

        answer(notices(1, 2));

        assertThat(read()).containsExactly(notice(1), notice(2), delta(0, "x"), notice(3));
        assertThat(reads).isEmpty();
    }

    @Test
    void whatWaitsForAClientThatAsksAgainAndAgainIsKeptOnce() {
        live();
        LongStream.rangeClosed(1, 8).forEach(seq -> push(notice(seq)));
        for (int i = 0; i < 100; i++) {
            feed.holdForResume();
            feed.registered(List.of(resumed()), reply(notices(1, 20), false), false);
        }

        List<Long> seqs = read().stream()
                .filter(Logged.class::isInstance)
                .map(message -> ((Logged) message).seq())
                .toList();

        assertThat(seqs).hasSizeLessThan(8 + 2 * 20).endsWith(19L, 20L);
    }

    @Test
    void clientThatResumesFromWhereItIsMissesNothingOfWhatWaitedForIt() {
        live();
        LongStream.rangeClosed(1, 8).forEach(seq -> push(notice(seq)));
        feed.registered(List.of(), reply(notices(5, 20), false), true);

        long given = feed.holdForResume();
        List<Long> before = seqs(socket.takeAll());
        feed.registered(List.of(), reply(notices(given + 1, 20), false), false);
        List<Long> after = seqs(socket.takeAll());

        assertThat(before).endsWith(given);
        assertThat(after)
                .isEqualTo(LongStream.rangeClosed(given + 1, 20).boxed().toList());
    }

    @Test
    void whatWaitedGoesOnWhereAResumeFails() {
        live();
        LongStream.rangeClosed(1, 8).forEach(seq -> push(notice(seq)));
        feed.registered(List.of(), reply(notices(5, 20), false), true);
        feed.holdForResume();
        List<Long> before = seqs(socket.takeAll());

        feed.release();

        assertThat(before).containsExactly(1L, 2L, 3L, 4L);
        assertThat(seqs(socket.takeAll()))
                .isEqualTo(LongStream.rangeClosed(5, 20).boxed().toList());
    }

    @Test
    void readThatFailsWhileAResumeIsRefusedIsMadeAgain() {
        live();
        push(notice(2));
        feed.holdForResume();
        reads.remove().fail("the conversation is busy");

        feed.release();
        answer(notices(1, 2));
        push(notice(3));

        assertThat(readAfter).containsExactly(0L, 0L);
        assertThat(seqs(socket.takeAll())).containsExactly(1L, 2L, 3L);
    }

    @Test
    void nothingMoreIsReadForAClientThatHasLeft() {
        live();
        feed.hold();
        feed.registered(List.of(), reply(notices(1, 2), true), true);
        read();
        assertThat(readAfter).containsExactly(2L);

        queue.finish();
        reads.remove().complete(new ReadReply(notices(3, 4), true, 9, List.of()));

        assertThat(readAfter).containsExactly(2L);
    }
}
