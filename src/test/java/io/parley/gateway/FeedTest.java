package io.parley.gateway;

import static io.parley.gateway.Samples.delta;
import static io.parley.gateway.Samples.pong;
import static io.parley.gateway.Samples.resumed;
import static io.parley.gateway.Samples.seqs;
import static io.parley.gateway.Samples.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.bus.Envelope;
import io.parley.bus.ReadReply;
import io.parley.bus.RegisterReply;
import io.parley.ops.SlowReaderMeters.Step;
import io.parley.protocol.Logged;
import io.parley.protocol.ProtocolCodec;
import io.parley.protocol.ServerMessage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A reader that is too slow for its queue of 8 messages and 4 KiB, of which a quarter is with its socket. */
class FeedTest implements Feed.Reader, SendQueue.Listener {
    private static final String KILOBYTE = "你".repeat(300);

    private final MemorySocket socket = new MemorySocket();
    private final SendQueue queue = new SendQueue(new GatewayConfig.Queue(8, 4 * 1024, 10_000), socket, this);
    private final Feed feed = new Feed("u1", queue, this);
    private final Deque<Promise<ReadReply>> reads = new ArrayDeque<>();
    private final List<Long> readAfter = new ArrayList<>();
    private final Map<Step, Integer> steps = new EnumMap<>(Step.class);
    private boolean overflowed;

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
        Envelope old = new Envelope("c1", "i1", reply.n(), "u1", "p1", null, 1, List.of());

        feed.push(Push.of(snapshot("of an answer that has ended")), old);
        feed.mend();
        feed.push(Push.of(delta(0, "so has this")), old);
        answer(List.of());

        assertThat(read()).isEmpty();
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

    private void live() {
        feed.registered(List.of(), reply(List.of(), false), false);
        assertThat(socket.waiting()).isZero();
    }

    private void push(ServerMessage message) {
        feed.push(Push.of(message), null);
    }

    private List<ServerMessage> read() {
        return socket.takeAll().stream().map(ProtocolCodec::decodeServer).toList();
    }

    private void answer(List<Logged> messages, ServerMessage... running) {
        long last = messages.isEmpty() ? 0 : messages.get(messages.size() - 1).seq();
        reads.remove().complete(new ReadReply(messages, false, last, List.of(running)));
    }

    private static RegisterReply reply(List<Logged> messages, boolean more) {
        return new RegisterReply(
                true,
                null,
                "s1",
                "c1",
                "i1",
                1,
                0,
                "l1",
                messages.size(),
                true,
                null,
                messages,
                more,
                List.of(),
                "disk");
    }

    private static List<Logged> notices(long from, long to) {
        return LongStream.rangeClosed(from, to).mapToObj(FeedTest::notice).toList();
    }

    private static Logged notice(long seq) {
        return ScriptedConversation.notice(seq, null);
    }

    @Override
    public Future<ReadReply> read(long afterSeq) {
        readAfter.add(afterSeq);
        reads.add(Promise.promise());
        return reads.getLast().future();
    }

    @Override
    public void unmendable(long seq) {
        throw new AssertionError("the log has all of it, " + seq);
    }

    @Override
    public void fellBehind() {
        slow(Step.SNAPSHOT, 1);
    }

    @Override
    public void overflow() {
        overflowed = true;
    }

    @Override
    public void slow(Step step, int times) {
        if (times > 0) {
            steps.merge(step, times, Integer::sum);
        }
    }

    @Override
    public void sent(Frame frame) {
        // counted elsewhere
    }

    @Override
    public void moved() {
        // nobody waits for a pong
    }

    @Override
    public void drained() {
        feed.pump();
    }
}
