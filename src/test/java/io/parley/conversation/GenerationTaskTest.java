package io.parley.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.agent.AgentFailure;
import io.parley.agent.Outcome;
import io.parley.agent.Turn;
import io.parley.conversation.ScriptedAgent.Asked;
import io.parley.protocol.ClientMessage;
import io.parley.protocol.CommandName;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Logged;
import io.parley.protocol.ServerMessage;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Generation tasks: begun by a command or by an agent. */
class GenerationTaskTest {
    private static final JsonObject ARGS = new JsonObject().put("prompt", "a picture");

    @Test
    void taskStartsTellsItsProgressAndCompletesWithItsResult() throws Exception {
        try (Deployed deployed = Deployed.one(new JsonObject().put("delta_interval_ms", 0))) {
            TestMember member = deployed.member("u1");

            ServerMessage.Ack ack = (ServerMessage.Ack) member.command("g1", CommandName.GENERATE, ARGS);
            Asked asked = deployed.agent().next();
            asked.play(sink -> sink.progress(40, "drawing", "half way"));
            asked.completes(Outcome.result(new JsonObject().put("url", "/x.png")));

            Logged.TaskStarted started = member.next(Logged.TaskStarted.class);
            ServerMessage.Progress progress = member.next(ServerMessage.Progress.class);
            Logged.TaskCompleted completed = member.next(Logged.TaskCompleted.class);
            assertThat(asked.turn().kind()).isEqualTo(Turn.Kind.TASK);
            assertThat(asked.turn().message().args()).isEqualTo(ARGS);
            assertThat(started.taskId()).isEqualTo(ack.messageId());
            assertThat(started.id()).isEqualTo("g1");
            assertThat(progress.taskId()).isEqualTo(ack.messageId());
            assertThat(progress.progress()).isEqualTo(40);
            assertThat(progress.phase()).isEqualTo("drawing");
            assertThat(completed.taskId()).isEqualTo(ack.messageId());
            assertThat(completed.result()).isEqualTo(new JsonObject().put("url", "/x.png"));
        }
    }

    @Test
    void progressNeverGoesBackNorOverAHundred() throws Exception {
        try (Deployed deployed = Deployed.one(new JsonObject().put("delta_interval_ms", 0))) {
            TestMember member = deployed.member("u1");
            member.command(CommandName.GENERATE, ARGS);
            Asked asked = deployed.agent().next();

            for (int percent : List.of(30, 10, 130)) {
                asked.play(sink -> sink.progress(percent, "work", ""));
            }

            List<Integer> told = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                told.add(member.next(ServerMessage.Progress.class).progress());
            }
            assertThat(told).containsExactly(30, 30, 100);
        }
    }

    @Test
    void taskIsCancelledByItsIdAndItsAgentStopped() throws Exception {
        try (Deployed deployed = Deployed.one()) {
            TestMember member = deployed.member("u1");
            String taskId = ((ServerMessage.Ack) member.command("g1", CommandName.GENERATE, ARGS)).messageId();
            Asked asked = deployed.agent().next();

            ServerMessage answer = member.command(CommandName.CANCEL, new JsonObject().put("task_id", taskId));

            Logged.TaskCancelled cancelled = member.next(Logged.TaskCancelled.class);
            assertThat(cancelled.taskId()).isEqualTo(taskId);
            assertThat(answer)
                    .isInstanceOfSatisfying(
                            ServerMessage.Ack.class,
                            ack -> assertThat(ack.seq()).isEqualTo(cancelled.seq()));
            asked.awaitStop();
        }
    }

    @Test
    void taskThatFailsTellsWhy() throws Exception {
        try (Deployed deployed = Deployed.one()) {
            TestMember member = deployed.member("u1");
            member.command(CommandName.GENERATE, ARGS);

            deployed.agent().next().fails(new AgentFailure(ErrorCode.UNAVAILABLE, "No more paint."));

            assertThat(member.next(Logged.TaskFailed.class).error())
                    .isEqualTo(new Logged.Cause(ErrorCode.UNAVAILABLE, "No more paint.", true));
        }
    }

    @Test
    void tasksRunBesideAnAnswerTwoOfAUserAtOnce() throws Exception {
        try (Deployed deployed = Deployed.one()) {
            TestMember member = deployed.member("u1");
            member.chat("c1", "hi");
            Asked answer = deployed.agent().next();
            member.command("g1", CommandName.GENERATE, ARGS);
            Asked first = deployed.agent().next();
            member.command("g2", CommandName.GENERATE, ARGS);
            Asked second = deployed.agent().next();

            String third = ((ServerMessage.Ack) member.command("g3", CommandName.GENERATE, ARGS)).messageId();
            deployed.member("u2").command("g1", CommandName.GENERATE, ARGS);

            assertThat(List.of(
                            answer.turn().kind(),
                            first.turn().kind(),
                            second.turn().kind()))
                    .containsExactly(Turn.Kind.ANSWER, Turn.Kind.TASK, Turn.Kind.TASK);
            assertThat(deployed.agent().next().turn().userId()).isEqualTo("u2");
            assertThat(deployed.agent().wasAskedMore()).isFalse();
            first.completes(Outcome.result(new JsonObject()));
            assertThat(deployed.agent().next().turn().turnId()).isEqualTo(third);
        }
    }

    @Test
    void newcomerIsToldHowFarATaskIs() throws Exception {
        try (Deployed deployed = Deployed.one(new JsonObject().put("delta_interval_ms", 0))) {
            TestMember member = deployed.member("u1");
            member.command(CommandName.GENERATE, ARGS);
            deployed.agent().next().play(sink -> sink.progress(40, "drawing", ""));
            member.next(ServerMessage.Progress.class);

            TestMember newcomer = deployed.unregistered("u2");
            List<ServerMessage> running = newcomer.register(null, null).running();

            assertThat(running)
                    .singleElement()
                    .isInstanceOfSatisfying(
                            ServerMessage.Progress.class,
                            progress -> assertThat(progress.progress()).isEqualTo(40));
        }
    }

    @Test
    void taskThatWaitsIsToldItsPlaceAmongThoseOfItsUserOnEveryDevice() throws Exception {
        try (Deployed deployed = Deployed.one(new JsonObject().put("tasks_per_user", 1))) {
            TestMember member = deployed.member("u1");
            TestMember device = deployed.member("u1");
            TestMember other = deployed.member("u2");
            for (TestMember user : List.of(other, member)) {
                user.command("g1", CommandName.GENERATE, ARGS);
                deployed.agent().next();
            }
            other.command("g2", CommandName.GENERATE, ARGS);
            String second = ((ServerMessage.Ack) member.command("g2", CommandName.GENERATE, ARGS)).messageId();

            String third = ((ServerMessage.Ack) member.command("g3", CommandName.GENERATE, ARGS)).messageId();

            for (TestMember of : List.of(member, device)) {
                assertThat(queued(of)).isEqualTo(place(second, 1));
                assertThat(queued(of)).isEqualTo(place(third, 2));
            }
        }
    }

    @Test
    void taskThatWaitsIsToldItsNewPlaceWhenOneBeforeItBeginsOrIsCancelled() throws Exception {
        try (Deployed deployed = Deployed.one(new JsonObject().put("tasks_per_user", 1))) {
            TestMember member = deployed.member("u1");
            member.command("g1", CommandName.GENERATE, ARGS);
            Asked first = deployed.agent().next();
            List<String> waiting = new ArrayList<>();
            for (String id : List.of("g2", "g3", "g4")) {
                waiting.add(((ServerMessage.Ack) member.command(id, CommandName.GENERATE, ARGS)).messageId());
                assertThat(queued(member)).isEqualTo(place(waiting.get(waiting.size() - 1), waiting.size()));
            }

            first.completes(Outcome.result(new JsonObject()));

            assertThat(queued(member)).isEqualTo(place(waiting.get(1), 1));
            assertThat(queued(member)).isEqualTo(place(waiting.get(2), 2));
            member.command(CommandName.CANCEL, new JsonObject().put("task_id", waiting.get(1)));
            assertThat(queued(member)).isEqualTo(place(waiting.get(2), 1));
        }
    }

    @Test
    void taskThatAnAnswerAnnouncesIsToldItsPlaceTooAndAPageThatComesBackHearsOfItAgain() throws Exception {
        try (Deployed deployed = Deployed.one(new JsonObject().put("tasks_per_user", 1))) {
            TestMember member = deployed.member("u1");
            member.command("g1", CommandName.GENERATE, ARGS);
            Asked first = deployed.agent().next();
            member.chat("c1", "draw something");
            deployed.agent().next().completes(Outcome.thenGenerate(ARGS));
            JsonObject told = queued(member);

            JsonObject toldAgain = queued(deployed.member("u1"));
            TestMember stranger = deployed.member("u2");
            first.completes(Outcome.result(new JsonObject()));

            assertThat(told.getInteger("position")).isEqualTo(1);
            assertThat(toldAgain).isEqualTo(told);
            assertThat(deployed.agent().next().turn().turnId()).isEqualTo(told.getString("message_id"));
            assertThat(stranger.upTo(Logged.TaskCompleted.class::isInstance)).noneMatch(GenerationTaskTest::isQueued);
        }
    }

    @Test
    void taskThatWaitsIsCancelledWithoutHavingBegun() throws Exception {
        try (Deployed deployed = Deployed.one(new JsonObject().put("tasks_per_user", 1))) {
            TestMember member = deployed.member("u1");
            member.command("g1", CommandName.GENERATE, ARGS);
            Asked first = deployed.agent().next();
            String second = ((ServerMessage.Ack) member.command("g2", CommandName.GENERATE, ARGS)).messageId();

            member.command(CommandName.CANCEL, new JsonObject().put("task_id", second));

            assertThat(member.next(Logged.TaskCancelled.class).taskId()).isEqualTo(second);
            first.completes(Outcome.result(new JsonObject()));
            assertThat(member.next(Logged.TaskCompleted.class).taskId()).isNotEqualTo(second);
            assertThat(deployed.agent().wasAskedMore()).isFalse();
        }
    }

    @Test
    void choiceThatAnAgentAskedForComesBackToItAndBeginsATask() throws Exception {
        try (Deployed deployed = Deployed.one()) {
            TestMember member = deployed.member("u1");
            member.chat("c1", "draw something");
            Asked question = deployed.agent().next();
            question.says("In red or blue?");
            question.completes(Outcome.needingMore());
            assertThat(member.next(Logged.AiReply.class).needMore()).isTrue();

            member.send(new ClientMessage.Action(
                    "a1", "choose", null, new JsonObject().put("color", "青"), null, null, null));

            Asked choice = deployed.agent().next();
            assertThat(choice.turn().message().action()).isEqualTo("choose");
            assertThat(choice.turn().history())
                    .containsExactly(
                            new Turn.Said(Turn.Role.USER, "draw something"),
                            new Turn.Said(Turn.Role.ASSISTANT, "In red or blue?"));
            choice.completes(Outcome.thenGenerate(choice.turn().message().args()));
            assertThat(deployed.agent().next().turn().message().args()).isEqualTo(new JsonObject().put("color", "青"));
        }
    }

    private static JsonObject queued(TestMember member) throws Exception {
        ServerMessage.Status status = (ServerMessage.Status) member.next(GenerationTaskTest::isQueued);
        return status.details();
    }

    private static boolean isQueued(ServerMessage message) {
        return message instanceof ServerMessage.Status status && status.status() == ServerMessage.Status.State.QUEUED;
    }

    private static JsonObject place(@Nullable String messageId, int position) {
        return new JsonObject().put("position", position).put("message_id", messageId);
    }

    @Test
    void answerThatAsksForATaskIsFollowedByOne() throws Exception {
        try (Deployed deployed = Deployed.one()) {
            TestMember member = deployed.member("u1");
            member.chat("c1", "draw something");

            deployed.agent().next().completes(Outcome.thenGenerate(ARGS));

            Logged.AiReply reply = member.next(Logged.AiReply.class);
            Logged.TaskStarted started = member.next(Logged.TaskStarted.class);
            assertThat(started.seq()).isEqualTo(reply.seq() + 1);
            assertThat(started.userId()).isEqualTo("u1");
            assertThat(started.args()).isEqualTo(ARGS);
            assertThat(deployed.agent().next().turn().turnId()).isEqualTo(started.taskId());
        }
    }

    @Test
    void answerStandsAndItsAskerHearsThatThereIsNoRoomForTheTask() throws Exception {
        try (Deployed deployed = Deployed.one(new JsonObject().put("queue", 1))) {
            TestMember member = deployed.member("u1");
            for (String id : List.of("g1", "g2", "g3")) { // two run, one waits
                member.command(id, CommandName.GENERATE, ARGS);
            }
            deployed.agent().next();
            deployed.agent().next();
            member.chat("c1", "draw something");

            deployed.agent().next().completes(Outcome.thenGenerate(ARGS));

            assertThat(member.next(Logged.AiReply.class).status()).isEqualTo(Logged.AiReply.Outcome.COMPLETE);
            assertThat(member.next(ServerMessage.Failure.class).code()).isEqualTo(ErrorCode.BUSY);
        }
    }

    @Test
    void taskThatIsAnnouncedIsThatOfTheMomentOfTheEndWhateverItsAgentDoesWithItLater() throws Exception {
        try (Deployed deployed = Deployed.one()) {
            TestMember member = deployed.member("u1");
            member.chat("c1", "draw something");
            JsonObject args = ARGS.copy();

            Asked asked = deployed.agent().next();
            asked.play(sink -> {
                asked.end().complete(Outcome.thenGenerate(args));
                args.put("prompt", "something else");
            });

            assertThat(member.next(Logged.TaskStarted.class).args()).isEqualTo(ARGS);
        }
    }

    @Test
    void outcomeThatIsNoJsonFailsTheTurn() throws Exception {
        try (Deployed deployed = Deployed.one()) {
            TestMember member = deployed.member("u1");
            member.command(CommandName.GENERATE, ARGS);

            deployed.agent().next().completes(Outcome.result(new JsonObject().put("picture", new Object())));

            assertThat(member.next(Logged.TaskFailed.class).error().code()).isEqualTo(ErrorCode.INTERNAL_ERROR);
        }
    }

    @Test
    void outcomeThatIsLargerThanAnAnswerMayBeFailsTheTurn() throws Exception {
        JsonObject turn = new JsonObject().put("max_reply_bytes", 100);
        try (Deployed deployed = Deployed.one(new JsonObject().put("turn", turn))) {
            TestMember member = deployed.member("u1");
            member.command(CommandName.GENERATE, ARGS);

            deployed.agent().next().completes(Outcome.result(new JsonObject().put("url", "x".repeat(100))));

            assertThat(member.next(Logged.TaskFailed.class).error().code()).isEqualTo(ErrorCode.MSG_TOO_LARGE);
        }
    }
}
