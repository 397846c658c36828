package io.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.protocol.Logged;
import io.parley.protocol.ProtocolCodec;
import io.parley.protocol.ServerMessage;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What waits for a slow reader is kept short, and loses nothing that nobody says again. */
class OutboxTest {
    private final Outbox outbox = new Outbox();

    @Test
    void textJoinsTheTextBeforeItWhateverWaitsBetween() {
        add(said("a1", 1, 5, "你好"), pong(), said("a1", 1, 7, " 👋"), said("a2", 1, 0, "other"), said("a1", 1, 10, "!"));

        assertThat(all()).containsExactly(said("a1", 1, 5, "你好 👋!"), pong(), said("a2", 1, 0, "other"));
    }

    @Test
    void thinkingAndTextJoinEachByItsOwnPlace() {
        add(thought(0, "hm"), thought(2, "m"), said("a1", 1, 0, "Yes"), thought(3, "?"), said("a1", 1, 3, "."));

        assertThat(all()).containsExactly(new ServerMessage.AiDelta(1, "p1", "a1", "t1", 1, 0, "Yes.", 0, "hmm?"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 9})
    void textThatDoesNotFollowIsKeptApart(int offset) {
        add(said("a1", 1, 0, "ab"), said("a1", 1, offset, "xy"));

        assertThat(all()).containsExactly(said("a1", 1, 0, "ab"), said("a1", 1, offset, "xy"));
    }

    @Test
    void attemptsAreNotMixed() {
        add(said("a1", 1, 0, "ab"), said("a1", 2, 2, "cd"), said("a1", 2, 4, "ef"));

        assertThat(all()).containsExactly(said("a1", 1, 0, "ab"), said("a1", 2, 2, "cdef"));
    }

    @Test
    void joinedTextStaysShortEnoughForASlowLine() {
        String half = "x".repeat(Deltas.MAX_UTF16 / 2);
        add(said("a1", 1, 0, half), said("a1", 1, half.length(), half), said("a1", 1, 2 * half.length(), "y"));

        assertThat(all()).containsExactly(said("a1", 1, 0, half + half), said("a1", 1, 2 * half.length(), "y"));
    }

    @Test
    void onlyTheLatestProgressOfATaskWaits() {
        add(progress("k1", 1, 10), progress("k2", 1, 5), progress("k1", 1, 30), progress("k1", 1, 20));

        assertThat(all()).containsExactly(progress("k1", 1, 30), progress("k2", 1, 5));
    }

    @Test
    void onlyTheLatestPresenceOfAUserWaits() {
        add(present("u1", "online"), present("u2", "online"), present("u1", "disconnected"));

        assertThat(all()).containsExactly(present("u1", "disconnected"), present("u2", "online"));
    }

    @Test
    void progressOfANewAttemptBeginsAnew() {
        add(progress("k1", 1, 80), progress("k1", 2, 10));

        assertThat(all()).containsExactly(progress("k1", 2, 10));
    }

    @Test
    void snapshotTakesThePlaceOfWhatItSaysAgain() {
        add(said("a1", 1, 0, "ab"), said("a2", 1, 0, "other"), snapshot("a1", 2, ""), said("a1", 2, 0, "new"));

        assertThat(all()).containsExactly(said("a2", 1, 0, "other"), snapshot("a1", 2, ""), said("a1", 2, 0, "new"));
    }

    @Test
    void snapshotThatComesLateLeavesWhatIsBeyondIt() {
        add(said("a1", 1, 4, "ef"), snapshot("a1", 1, "abcd"));

        assertThat(all()).containsExactly(said("a1", 1, 4, "ef"), snapshot("a1", 1, "abcd"));
    }

    @Test
    void endOfAnAnswerOrATaskMakesItsPartsNeedless() {
        add(said("a1", 1, 0, "ab"), snapshot("a2", 1, "x"), progress("k1", 1, 10), reply("a1"), completed("k1"));

        assertThat(all()).containsExactly(snapshot("a2", 1, "x"), reply("a1"), completed("k1"));
    }

    @Test
    void whatStreamsIsForgottenAndTheRestIsNot() {
        add(said("a1", 1, 0, "ab"), pong(), reply("a2"), progress("k1", 1, 10), snapshot("a3", 1, "x"));

        int gone = outbox.forget();

        assertThat(gone).isEqualTo(3);
        assertThat(outbox.absorbs(Frame.of(said("a1", 1, 2, "cd")))).isFalse();
        assertThat(all()).containsExactly(pong(), reply("a2"));
    }

    @Test
    void sizesAreThoseOfWhatWaits() {
        add(said("a1", 1, 0, "你好"), said("a1", 1, 2, "👋"), progress("k1", 1, 10), pong());

        assertThat(outbox.size()).isEqualTo(3);
        int exact = Frame.of(said("a1", 1, 0, "你好👋")).bytes()
                + Frame.of(progress("k1", 1, 10)).bytes()
                + Frame.of(pong()).bytes();
        assertThat(outbox.bytes()).isEqualTo(exact);
        all();
        assertThat(outbox.bytes()).isZero();
        assertThat(outbox.isEmpty()).isTrue();
    }

    @Test
    void frameThatIsAloneIsWrittenAsItWasEncodedForAll() {
        Frame shared = Frame.of(said("a1", 1, 0, "ab"));

        outbox.add(shared);

        assertThat(outbox.remove()).isSameAs(shared);
    }

    @Test
    void absorbingIsToldBefore() {
        add(said("a1", 1, 0, "ab"), progress("k1", 1, 10));

        assertThat(outbox.absorbs(Frame.of(said("a1", 1, 2, "c")))).isTrue();
        assertThat(outbox.absorbs(Frame.of(said("a1", 1, 3, "c")))).isFalse();
        assertThat(outbox.absorbs(Frame.of(progress("k1", 1, 11)))).isTrue();
        assertThat(outbox.absorbs(Frame.of(progress("k2", 1, 11)))).isFalse();
        assertThat(outbox.absorbs(Frame.of(pong()))).isFalse();
    }

    private void add(ServerMessage... messages) {
        for (ServerMessage message : messages) {
            outbox.add(Frame.of(message));
        }
    }

    private List<ServerMessage> all() {
        List<ServerMessage> all = new ArrayList<>();
        while (!outbox.isEmpty()) {
            all.add(ProtocolCodec.decodeServer(outbox.remove().text()));
        }
        return all;
    }

    private static ServerMessage said(String messageId, int attempt, int offset, String text) {
        return new ServerMessage.AiDelta(1, "p1", messageId, "t1", attempt, offset, text, null, null);
    }

    private static ServerMessage thought(int offset, String text) {
        return new ServerMessage.AiDelta(1, "p1", "a1", "t1", 1, null, null, offset, text);
    }

    private static ServerMessage snapshot(String messageId, int attempt, String text) {
        return new ServerMessage.AiSnapshot(1, "p1", messageId, "t1", attempt, null, null, text, "");
    }

    private static ServerMessage progress(String taskId, int attempt, int percent) {
        return new ServerMessage.Progress(1, "p1", taskId, attempt, "draw", percent, null);
    }

    private static ServerMessage reply(String messageId) {
        return new Logged.AiReply(
                1,
                "p1",
                7,
                messageId,
                "t1",
                1,
                null,
                null,
                "all",
                "",
                false,
                Logged.AiReply.Outcome.COMPLETE,
                null,
                null,
                List.of());
    }

    private static ServerMessage completed(String taskId) {
        return new Logged.TaskCompleted(1, "p1", 8, "m8", taskId, new JsonObject(), null, List.of());
    }

    private static ServerMessage present(String userId, String state) {
        JsonObject details = new JsonObject().put("user_id", userId).put("state", state);
        return new ServerMessage.Status(1, "p1", ServerMessage.Status.State.PRESENCE, details);
    }

    private static ServerMessage pong() {
        return new ServerMessage.Pong(1, "p1", "g1", 3);
    }
}
