package io.parley.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.agent.Agent;
import io.parley.agent.AgentFailure;
import io.parley.agent.Outcome;
import io.parley.conversation.ScriptedAgent.Asked;
import io.parley.faults.Row;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Logged;
import io.parley.protocol.Offer;
import io.parley.protocol.ServerMessage;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** How an answer streams and ends, whatever its agent does. */
class AnswerTest {
    @Test
    void whatComesFastIsSentAsOnePieceAfterTheFirst() throws Exception {
        try (Deployed deployed = Deployed.one(new JsonObject().put("delta_interval_ms", 100))) {
            TestMember member = deployed.member("u1");
            member.chat("c1", "hi");
            Asked asked = deployed.agent().next();

            asked.play(sink -> {
                for (int i = 0; i < 50; i++) {
                    sink.content("x");
                }
            });

            ServerMessage.AiDelta first = member.next(ServerMessage.AiDelta.class);
            ServerMessage.AiDelta rest = member.next(ServerMessage.AiDelta.class);
            assertThat(first.content()).isEqualTo("x");
            assertThat(rest.offset()).isEqualTo(1);
            assertThat(rest.content()).isEqualTo("x".repeat(49));
        }
    }

    @Test
    void thinkingAndContentHavePlacesOfTheirOwn() throws Exception {
        try (Deployed deployed = Deployed.one(new JsonObject().put("delta_interval_ms", 0))) {
            TestMember member = deployed.member("u1");
            member.chat("c1", "hi");
            Asked asked = deployed.agent().next();

            List<Offer> offers = List.of(new Offer("pick", "这个 👍", new JsonObject().put("n", 1)));
            asked.thinks("想一想");
            asked.says("你好 👋");
            asked.completes(new Outcome(true, null, new JsonObject().put("tokens", 5), null).offering(offers));

            ServerMessage.AiDelta thought = member.next(ServerMessage.AiDelta.class);
            ServerMessage.AiDelta said = member.next(ServerMessage.AiDelta.class);
            Logged.AiReply reply = member.next(Logged.AiReply.class);
            assertThat(thought.thinkingOffset()).isZero();
            assertThat(thought.thinking()).isEqualTo("想一想");
            assertThat(thought.content()).isNull();
            assertThat(said.offset()).isZero();
            assertThat(said.content()).isEqualTo("你好 👋");
            assertThat(reply.thinking()).isEqualTo("想一想");
            assertThat(reply.needMore()).isTrue();
            assertThat(reply.usage()).isEqualTo(new JsonObject().put("tokens", 5));
            assertThat(reply.actions()).isEqualTo(offers);
        }
    }

    @Test
    @Row(23)
    void agentThatGivesNoFutureEndsItsTurnAtOnce() throws Exception {
        assertThatFirstAnswerFails((turn, sink) -> noFuture());
    }

    @Test
    @Row(23)
    void agentThatThrowsAnErrorEndsItsTurnAtOnce() throws Exception {
        assertThatFirstAnswerFails((turn, sink) -> {
            throw new NoClassDefFoundError("com/example/Gone");
        });
    }

    private static void assertThatFirstAnswerFails(Agent agent) throws Exception {
        try (Deployed deployed = new Deployed()) {
            deployed.deploy(agent, new JsonObject());
            TestMember member = deployed.member("u1");
            member.chat("c1", "hi");

            Logged.AiReply reply = member.next(Logged.AiReply.class);

            assertThat(reply.status()).isEqualTo(Logged.AiReply.Outcome.FAILED);
            assertThat(reply.error()).extracting(Logged.Cause::code).isEqualTo(ErrorCode.INTERNAL_ERROR);
        }
    }

    @SuppressWarnings("NullAway") // what an application's code can do all the same
    private static Future<Outcome> noFuture() {
        return null;
    }

    @Test
    void agentThatFailsKeepsItsTextAndTellsItsReason() throws Exception {
        try (Deployed deployed = Deployed.one()) {
            TestMember member = deployed.member("u1");
            member.chat("c1", "hi");
            Asked asked = deployed.agent().next();

            asked.says("so far");
            asked.fails(new AgentFailure(ErrorCode.RATE_LIMIT, "The model is busy."));

            Logged.AiReply reply = member.next(Logged.AiReply.class);
            assertThat(reply.status()).isEqualTo(Logged.AiReply.Outcome.FAILED);
            assertThat(reply.content()).isEqualTo("so far");
            assertThat(reply.error()).isEqualTo(new Logged.Cause(ErrorCode.RATE_LIMIT, "The model is busy.", true));
        }
    }

    @Test
    void agentThatThrowsIsAnInternalErrorAndTheNextChatIsAnswered() throws Exception {
        ScriptedAgent next = new ScriptedAgent();
        try (Deployed deployed = new Deployed()) {
            deployed.deploy(
                    (turn, sink) -> {
                        if (turn.message().content().equals("boom")) {
                            throw new IllegalStateException("secret of the inside");
                        }
                        return next.answer(turn, sink);
                    },
                    new JsonObject());
            TestMember member = deployed.member("u1");

            member.chat("c1", "boom");
            Logged.AiReply failed = member.next(Logged.AiReply.class);
            member.chat("c2", "go on");

            Logged.Cause cause = Objects.requireNonNull(failed.error());
            assertThat(cause.code()).isEqualTo(ErrorCode.INTERNAL_ERROR);
            assertThat(cause.message()).doesNotContain("secret").doesNotContain("correlation id"); // it has none
            assertThat(next.next().turn().message().content()).isEqualTo("go on");
        }
    }

    @Test
    void agentThatSaysNothingIsStoppedAtTheFirstTokenLimit() throws Exception {
        JsonObject turn = new JsonObject().put("first_token_timeout_ms", 100);
        try (Deployed deployed = Deployed.one(new JsonObject().put("turn", turn))) {
            TestMember member = deployed.member("u1");

            member.chat("c1", "hi");
            Asked asked = deployed.agent().next();

            Logged.AiReply reply = member.next(Logged.AiReply.class);
            assertThat(reply.status()).isEqualTo(Logged.AiReply.Outcome.FAILED);
            assertThat(Objects.requireNonNull(reply.error()).code()).isEqualTo(ErrorCode.UNAVAILABLE);
            asked.awaitStop();
        }
    }

    @Test
    void agentThatStopsOnItsWayIsCutAtTheIdleLimitAndItsTextIsKept() throws Exception {
        JsonObject turn = new JsonObject().put("idle_timeout_ms", 100);
        try (Deployed deployed = Deployed.one(new JsonObject().put("turn", turn))) {
            TestMember member = deployed.member("u1");
            member.chat("c1", "hi");

            deployed.agent().next().says("half an ans");

            Logged.AiReply reply = member.next(Logged.AiReply.class);
            assertThat(reply.status()).isEqualTo(Logged.AiReply.Outcome.FAILED);
            assertThat(reply.content()).isEqualTo("half an ans");
        }
    }

    @Test
    void answerOverItsSizeIsCutThereAndStopped() throws Exception {
        JsonObject turn = new JsonObject().put("max_reply_bytes", 10);
        try (Deployed deployed = Deployed.one(new JsonObject().put("turn", turn))) {
            TestMember member = deployed.member("u1");
            member.chat("c1", "hi");
            Asked asked = deployed.agent().next();

            asked.says("你好你好你好");

            Logged.AiReply reply = member.next(Logged.AiReply.class);
            assertThat(reply.status()).isEqualTo(Logged.AiReply.Outcome.FAILED);
            assertThat(reply.content()).isEqualTo("你好你");
            assertThat(Objects.requireNonNull(reply.error()).code()).isEqualTo(ErrorCode.MSG_TOO_LARGE);
            asked.awaitStop();
        }
    }

    @Test
    void agentIsToldWhatWasSaidBeforeInPairs() throws Exception {
        try (Deployed deployed = Deployed.one()) {
            TestMember member = deployed.member("u1");
            member.chat("c1", "one");
            Asked first = deployed.agent().next();
            member.chat("c2", "two");
            first.says("answer one");
            first.completes();

            Asked second = deployed.agent().next();

            assertThat(second.turn().message().content()).isEqualTo("two");
            assertThat(second.turn().history())
                    .extracting(said -> said.role() + " " + said.content())
                    .containsExactly("USER one", "ASSISTANT answer one");
        }
    }

    @Test
    void bothMembersSeeOneOrderAndTheSenderToo() throws Exception {
        try (Deployed deployed = Deployed.one()) {
            TestMember anna = deployed.member("anna");
            TestMember ben = deployed.member("ben");

            anna.chat("c1", "hello Ben");
            Asked asked = deployed.agent().next();
            asked.says("hello both");
            asked.completes();

            List<Long> seenByAnna = seqs(anna.untilReply());
            List<Long> seenByBen = seqs(ben.untilReply());
            assertThat(seenByAnna).containsExactly(1L, 2L).isEqualTo(seenByBen);
        }
    }

    private static List<Long> seqs(List<ServerMessage> all) {
        return all.stream()
                .filter(Logged.class::isInstance)
                .map(message -> ((Logged) message).seq())
                .toList();
    }
}
