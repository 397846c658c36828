package io.parley.conversation;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.agent.Agents;
import io.parley.bus.PushRequest;
import io.parley.conversation.ScriptedAgent.Asked;
import io.parley.protocol.ClientMessage;
import io.parley.protocol.CommandName;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Ids;
import io.parley.protocol.Logged;
import io.parley.protocol.ServerMessage;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Regenerate, history, help, actions, and what is refused in them. */
class CommandsTest {
    @Test
    void regenerateAsksTheOriginalQuestionAgainAndSaysWhatItReplaces() throws Exception {
        try (Deployed deployed = Deployed.one()) {
            TestMember member = deployed.member("u1");
            String question = member.chat("c1", "tell me").messageId();
            deployed.agent().next().completes();
            Logged.AiReply first = member.next(Logged.AiReply.class);

            ServerMessage.Ack ack = (ServerMessage.Ack)
                    member.command(CommandName.REGENERATE, new JsonObject().put("message_id", first.messageId()));
            Asked asked = deployed.agent().next();
            asked.says("better");
            asked.completes();

            Logged.UserMessage logged = member.next(Logged.UserMessage.class);
            Logged.AiReply second = member.next(Logged.AiReply.class);
            assertThat(logged.action()).isEqualTo("regenerate");
            assertThat(logged.seq()).isEqualTo(ack.seq());
            assertThat(asked.turn().message().content()).isEqualTo("tell me");
            assertThat(asked.turn().history()).isEmpty();
            assertThat(second.turnId()).isEqualTo(ack.messageId());
            assertThat(second.replaces()).isEqualTo(first.messageId());
            assertThat(second.replyTo()).isEqualTo(question);
        }
    }

    @Test
    void regenerateWithoutATargetTakesTheLastAnswerAlsoWhenThatWasMadeAgain() throws Exception {
        try (Deployed deployed = echo()) {
            TestMember member = deployed.member("u1");
            member.chat("c1", "tell me");
            member.next(Logged.AiReply.class);

            member.command(CommandName.REGENERATE, new JsonObject());
            Logged.AiReply second = member.next(Logged.AiReply.class);
            member.command(CommandName.REGENERATE, new JsonObject());
            Logged.AiReply third = member.next(Logged.AiReply.class);

            assertThat(third.replaces()).isEqualTo(second.messageId());
            assertThat(third.content()).isEqualTo("tell me");
        }
    }

    @Test
    void regenerateOfAQuestionReplacesItsLatestAnswer() throws Exception {
        try (Deployed deployed = echo()) {
            TestMember member = deployed.member("u1");
            String question = member.chat("c1", "tell me").messageId();
            Logged.AiReply first = member.next(Logged.AiReply.class);
            member.chat("c2", "something else");
            member.next(Logged.AiReply.class);

            member.command(CommandName.REGENERATE, new JsonObject().put("message_id", question));

            assertThat(member.next(Logged.AiReply.class).replaces()).isEqualTo(first.messageId());
        }
    }

    @Test
    void regenerateFindsTheLatestAnswerAlsoWhereMemoryHasForgottenIt() throws Exception {
        try (Deployed deployed = new Deployed()) {
            deployed.deploy(Agents.named("echo", deployed.vertx()), new JsonObject().put("tail", 1));
            TestMember member = deployed.member("u1");
            JsonObject question = new JsonObject()
                    .put("message_id", member.chat("c1", "tell me").messageId());
            Logged.AiReply first = member.next(Logged.AiReply.class);
            notice(member);

            member.command(CommandName.REGENERATE, question);
            Logged.AiReply second = member.next(Logged.AiReply.class);
            notice(member);
            member.command(CommandName.REGENERATE, question);
            Logged.AiReply third = member.next(Logged.AiReply.class);
            notice(member);
            member.command(CommandName.REGENERATE, new JsonObject());
            Logged.AiReply fourth = member.next(Logged.AiReply.class);

            assertThat(List.of(second, third, fourth))
                    .extracting(Logged.AiReply::replaces)
                    .containsExactly(first.messageId(), second.messageId(), third.messageId());
        }
    }

    /** Something that comes after the last answer. */
    private static void notice(TestMember member) throws Exception {
        PushRequest request = new PushRequest(Ids.next(), null, "p1", new JsonObject().put("content", "news"));
        member.transport().push(null, request).await(10, SECONDS);
        member.next(Logged.Notice.class);
    }

    @Test
    void whatIsNotThereCannotBeMadeAgainNorAnswered() throws Exception {
        try (Deployed deployed = echo()) {
            TestMember member = deployed.member("u1");

            List<ServerMessage> refused = List.of(
                    member.command(CommandName.REGENERATE, new JsonObject()),
                    member.command(CommandName.REGENERATE, new JsonObject().put("message_id", "nope")),
                    member.send(new ClientMessage.Chat("c1", "to what?", List.of(), "nope", null, null)),
                    member.send(new ClientMessage.Action("a1", "choose", null, null, "nope", null, null)),
                    member.send(new ClientMessage.Action("a2", "regenerate", null, null, "nope", null, null)));

            assertThat(refused)
                    .allSatisfy(answer -> assertThat(answer)
                            .isInstanceOfSatisfying(
                                    ServerMessage.Failure.class,
                                    no -> assertThat(no.code()).isEqualTo(ErrorCode.NOT_FOUND)));
        }
    }

    @Test
    void replyToAnEntryThatIsThereIsLoggedWithIt() throws Exception {
        try (Deployed deployed = echo()) {
            TestMember member = deployed.member("u1");
            member.chat("c1", "hi");
            String answer = member.next(Logged.AiReply.class).messageId();

            member.send(new ClientMessage.Chat("c2", "really?", List.of(), answer, null, null));
            member.send(new ClientMessage.Action("a1", "choose", "this", null, answer, null, null));

            assertThat(member.next(Logged.UserMessage.class).replyTo()).isEqualTo(answer);
            String choice = member.next(Logged.UserMessage.class).messageId();
            Logged.AiReply toChoice = (Logged.AiReply)
                    member.next(message -> message instanceof Logged.AiReply reply && choice.equals(reply.replyTo()));
            assertThat(toChoice.replaces()).isNull();
        }
    }

    @Test
    void actionIsLoggedAndGivenToTheAgentWithItsArguments() throws Exception {
        try (Deployed deployed = Deployed.one()) {
            TestMember member = deployed.member("u1");
            JsonObject args = new JsonObject().put("color", "青");

            member.send(new ClientMessage.Action("a1", "choose", null, args, null, null, null));

            Asked asked = deployed.agent().next();
            assertThat(asked.turn().message().action()).isEqualTo("choose");
            assertThat(asked.turn().message().args()).isEqualTo(args);
            assertThat(member.next(Logged.UserMessage.class).action()).isEqualTo("choose");
        }
    }

    @Test
    void historyPagesBackwardsAndTellsWhetherThereIsMore() throws Exception {
        try (Deployed deployed = echo()) {
            TestMember member = deployed.member("u1");
            for (int i = 0; i < 3; i++) {
                member.chat("c" + i, "hi");
                member.next(Logged.AiReply.class);
            }

            ServerMessage.History last =
                    (ServerMessage.History) member.command(CommandName.HISTORY, new JsonObject().put("limit", 2));
            ServerMessage.History before = (ServerMessage.History) member.command(
                    CommandName.HISTORY, new JsonObject().put("before_seq", 5).put("limit", 200));

            assertThat(last.messages()).extracting(Logged::seq).containsExactly(5L, 6L);
            assertThat(last.more()).isTrue();
            assertThat(before.messages()).extracting(Logged::seq).containsExactly(1L, 2L, 3L, 4L);
            assertThat(before.more()).isFalse();
        }
    }

    @Test
    void wrongArgumentsAreNamed() throws Exception {
        try (Deployed deployed = echo()) {
            TestMember member = deployed.member("u1");

            assertThat(refusal(member, CommandName.HISTORY, new JsonObject().put("limit", "ten")))
                    .contains("args.limit");
            assertThat(refusal(member, CommandName.HISTORY, new JsonObject().put("limit", 201)))
                    .contains("args.limit");
            assertThat(refusal(member, CommandName.HISTORY, new JsonObject().put("before_seq", 0)))
                    .contains("args.before_seq");
            assertThat(refusal(member, CommandName.CANCEL, new JsonObject().put("message_id", 5)))
                    .contains("args.message_id");
            assertThat(refusal(member, CommandName.REGENERATE, new JsonObject().put("message_id", "a b")))
                    .contains("args.message_id");
        }
    }

    @Test
    void helpAndErrorsSpeakTheLanguageOfTheSession() throws Exception {
        try (Deployed deployed = echo()) {
            TestMember member = deployed.unregistered("u1");
            member.register(null, null, "zh-CN");

            ServerMessage.Help help = (ServerMessage.Help) member.command(CommandName.HELP, new JsonObject());
            ServerMessage.Failure failure =
                    (ServerMessage.Failure) member.command(CommandName.CANCEL, new JsonObject());

            assertThat(help.commands()).containsOnlyKeys("cancel", "regenerate", "history", "generate", "help");
            assertThat(help.commands().get("help")).isEqualTo("显示这些命令。");
            assertThat(failure.message()).isEqualTo("当前没有可以取消的内容。");
        }
    }

    private static String refusal(TestMember member, CommandName name, JsonObject args) throws Exception {
        ServerMessage.Failure failure = (ServerMessage.Failure) member.command(name, args);
        assertThat(failure.code()).isEqualTo(ErrorCode.BAD_REQUEST);
        return failure.message();
    }

    private static Deployed echo() throws Exception {
        Deployed deployed = new Deployed();
        deployed.deploy(Agents.named("echo", deployed.vertx()), new JsonObject());
        return deployed;
    }
}
