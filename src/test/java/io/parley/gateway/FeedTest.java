package io.parley.gateway;

import static io.parley.gateway.Samples.delta;
import static io.parley.gateway.Samples.pong;
import static io.parley.gateway.Samples.seqs;
import static io.parley.gateway.Samples.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.bus.RegisterReply;
import io.parley.ops.SlowReaderMeters.Step;
import io.parley.protocol.ServerMessage;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A reader that is too slow for its queue. */
class FeedTest extends FeedFixture {
    @Test
    void entriesThatFindNoRoomAreReadFromTheLogWhenTheQueueHasDrained() {
        live();
        LongStream.rangeClosed(1, 30).forEach(seq -> push(notice(seq)));

        List<Long> first = seqs(socket.takeAll());
        answer(notices(first.size() + 1, 30));
        List<Long> rest = seqs(socket.takeAll());
        push(notice(31));

        assertThat(first)
                .isEqualTo(LongStream.rangeClosed(1, first.size()).boxed().toList());
        assertThat(readAfter).containsExactly((long) first.size());
        assertThat(rest)
                .isEqualTo(LongStream.rangeClosed(first.size() + 1, 30).boxed().toList());
        assertThat(seqs(socket.takeAll())).containsExactly(31L);
        assertThat(overflowed).isFalse();
    }

    @Test
    void textThatFindsNoRoomIsForgottenAndASnapshotFetched() {
        live();
        for (int i = 0; i < 20; i++) {
            push(delta(i * KILOBYTE.length(), KILOBYTE));
        }
        List<ServerMessage> before = read();
        push(delta(20 * KILOBYTE.length(), "not before the snapshot"));

        answer(List.of(), snapshot(KILOBYTE.repeat(20)));
        push(delta(20 * KILOBYTE.length(), "!"));

        assertThat(before).containsExactly(delta(0, KILOBYTE), delta(KILOBYTE.length(), KILOBYTE));
        assertThat(read())
                .containsExactly(
                        snapshot(KILOBYTE.repeat(20)),
                        delta(20 * KILOBYTE.length(), "not before the snapshot"),
                        delta(20 * KILOBYTE.length(), "!"));
        assertThat(steps).containsEntry(Step.SNAPSHOT, 1);
        assertThat(overflowed).isFalse();
    }

    @Test
    void textJoinsWhileTheSocketIsBusy() {
        live();
        for (int i = 0; i < 200; i++) {
            push(delta(i, "x"));
        }

        assertThat(read()).containsExactly(delta(0, "x"), delta(1, "x"), delta(2, "x".repeat(198)));
        assertThat(steps).containsOnly(Map.entry(Step.MERGED, 197));
    }

    @Test
    void textAtOnceThatIsLargerThanTheQueueOverflowsNobody() {
        live();
        push(delta(0, "x"));
        push(delta(1, KILOBYTE.repeat(10)));
        read();

        answer(List.of(), snapshot("x" + KILOBYTE.repeat(10)));

        assertThat(read()).containsExactly(snapshot("x" + KILOBYTE.repeat(10)));
        assertThat(overflowed).isFalse();
    }

    @Test
    void answersFindRoomWhereTextOrTheLogHadTakenIt() {
        live();
        LongStream.rangeClosed(1, 20).forEach(seq -> push(notice(seq)));
        for (int i = 0; i < 4; i++) {
            feed.tell(Frame.of(pong()));
        }

        assertThat(overflowed).isFalse();
        assertThat(read()).filteredOn(pong()::equals).hasSize(4);
    }

    @Test
    void answersForWhichTextMustGoAreFollowedByASnapshot() {
        live();
        push(delta(0, "x"));
        for (int i = 0; i < 3; i++) {
            push(delta(10 * i + 5, KILOBYTE));
        }

        for (int i = 0; i < 6; i++) {
            feed.tell(Frame.of(pong()));
        }
        assertThat(read()).hasSize(8);
        answer(List.of(), snapshot("all of it"));

        assertThat(read()).containsExactly(snapshot("all of it"));
        assertThat(overflowed).isFalse();
    }

    @Test
    void whatIsOfTheMomentOverflowsNobody() {
        live();

        for (int i = 0; i < 40; i++) {
            JsonObject details = new JsonObject().put("user_id", "u" + i).put("state", "online");
            push(new ServerMessage.Status(1, "p1", ServerMessage.Status.State.PRESENCE, details));
        }

        assertThat(overflowed).isFalse();
        assertThat(read()).isNotEmpty();
    }

    @Test
    void queueThatIsFullOfAnswersOverflows() {
        live();

        for (int i = 0; i < 9; i++) {
            feed.tell(Frame.of(pong()));
        }

        assertThat(overflowed).isTrue();
    }

    @Test
    void holeAfterTheAnswerToARegisterIsReadWhateverHoleOfAnotherInstanceIsNoticedLater() {
        feed.mend(7);
        feed.mend(2);

        feed.registered(List.of(), registeredAt(5), false);

        assertThat(readAfter).containsExactly(0L);
    }

    @Test
    void progressThatWasLongerOnItsWayThanWhatWasReadIsNotShownAfterIt() {
        live();
        feed.mend();
        answer(List.of(), progress(53));
        assertThat(read()).containsExactly(progress(53));

        push(progress(6));
        push(progress(60));

        assertThat(read()).containsExactly(progress(60));
    }

    private static ServerMessage progress(int percent) {
        return new ServerMessage.Progress(1, "p1", "k1", 1, "draw", percent, null);
    }

    private static RegisterReply registeredAt(long n) {
        return new RegisterReply(
                true, null, "s1", "c1", "i1", 1, n, "l1", 0, false, null, List.of(), false, List.of(), "disk");
    }
}
