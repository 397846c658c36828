package io.parley.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.agent.AgentFailure;
import io.parley.agent.Outcome;
import io.parley.conversation.ScriptedAgent.Asked;
import io.parley.protocol.CommandName;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Lang;
import io.parley.protocol.Logged;
import io.parley.protocol.ServerMessage;
import io.parley.store.Claim;
import io.parley.store.ConversationLog;
import io.parley.store.Entry;
import io.parley.store.TurnKind;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Generation tasks of a user who is in several conversations of one instance. */
class TasksOfAUserTest {
    private static final JsonObject ONE_AT_ONCE = new JsonObject().put("tasks_per_user", 1);

    @Test
    void thirdTaskOfAUserWaitsInWhicheverConversationUntilOneOfThemAllEnds() throws Exception {
        try (Deployed deployed = Deployed.one()) {
            TestMember here = member(deployed, "u1", "p1");
            TestMember there = member(deployed, "u1", "p2");
            generate(here);
            Asked first = deployed.agent().next();
            generate(there);
            deployed.agent().next();

            String third = generate(there);

            assertThat(queued(there)).isEqualTo(place(third, 1));
            assertThat(deployed.agent().wasAskedMore()).isFalse();
            first.completes(Outcome.result(new JsonObject()));
            assertThat(deployed.agent().next().turn().turnId()).isEqualTo(third);
            ServerMessage.Progress begins = there.next(ServerMessage.Progress.class);
            assertThat(begins.taskId()).isEqualTo(third);
            assertThat(begins.progress()).isZero();
            assertThat(here.upTo(Logged.TaskCompleted.class::isInstance)).noneMatch(TasksOfAUserTest::isQueued);
        }
    }

    @Test
    void tasksOfAUserBeginInTheOrderInWhichTheyCameAndTheirPlacesAreToldWhereTheyAre() throws Exception {
        try (Deployed deployed = Deployed.one(ONE_AT_ONCE)) {
            TestMember here = member(deployed, "u1", "p1");
            TestMember there = member(deployed, "u1", "p2");
            generate(here);
            Asked first = deployed.agent().next();
            String second = generate(there);
            String third = generate(here);
            String fourth = generate(there);

            first.completes(Outcome.result(new JsonObject()));
            Asked next = deployed.agent().next();

            assertThat(next.turn().turnId()).isEqualTo(second);
            assertThat(List.of(queued(here), queued(here))).containsExactly(place(third, 2), place(third, 1));
            assertThat(List.of(queued(there), queued(there), queued(there)))
                    .containsExactly(place(second, 1), place(fourth, 3), place(fourth, 2));
            here.command(CommandName.CANCEL, new JsonObject().put("task_id", third));
            assertThat(queued(there)).isEqualTo(place(fourth, 1));
            next.completes(Outcome.result(new JsonObject()));
            assertThat(deployed.agent().next().turn().turnId()).isEqualTo(fourth);
        }
    }

    @Test
    void newcomerIsToldThePlaceAmongAllTasksOfTheUser() throws Exception {
        try (Deployed deployed = Deployed.one(ONE_AT_ONCE)) {
            TestMember here = member(deployed, "u1", "p1");
            generate(here);
            generate(here);
            String third = generate(member(deployed, "u1", "p2"));

            TestMember newcomer = member(deployed, "u1", "p2");

            assertThat(queued(newcomer)).isEqualTo(place(third, 2));
        }
    }

    @Test
    void tasksOfOthersDoNotCount() throws Exception {
        try (Deployed deployed = Deployed.one(ONE_AT_ONCE)) {
            generate(member(deployed, "u1", "p1"));
            deployed.agent().next();

            generate(member(deployed, "u2", "p1"));
            generate(member(deployed, "u3", "p2"));

            assertThat(deployed.agent().next().turn().userId()).isEqualTo("u2");
            assertThat(deployed.agent().next().turn().userId()).isEqualTo("u3");
        }
    }

    @Test
    void taskThatAnAnswerAnnouncesWaitsForThoseOfOtherConversationsToo() throws Exception {
        try (Deployed deployed = Deployed.one(ONE_AT_ONCE)) {
            generate(member(deployed, "u1", "p1"));
            Asked first = deployed.agent().next();
            TestMember there = member(deployed, "u1", "p2");
            there.chat("c1", "draw something");

            deployed.agent().next().completes(Outcome.thenGenerate(new JsonObject()));

            JsonObject told = queued(there);
            assertThat(told.getInteger("position")).isEqualTo(1);
            first.completes(Outcome.result(new JsonObject()));
            assertThat(deployed.agent().next().turn().turnId()).isEqualTo(told.getString("message_id"));
        }
    }

    @Test
    void conversationThatIsLostLeavesItsSlotsAndPlacesToTheOthersOfItsUsers() throws Exception {
        FaultyLog log = new FaultyLog();
        try (Deployed deployed = new Deployed()) {
            deployed.deploy(log.behind(deployed.agent()), ONE_AT_ONCE);
            TestMember lost = member(deployed, "u1", "p1");
            generate(lost);
            Asked running = deployed.agent().next();
            generate(lost);
            TestMember there = member(deployed, "u1", "p2");
            String third = generate(there);
            String fourth = generate(there);
            assertThat(List.of(queued(there), queued(there))).containsExactly(place(third, 2), place(fourth, 3));
            log.answers("append", 1L); // as where what was said there after its first entry is not there any more

            lost.handling("u1", lost.registration().owner(), TestMember.said("c1", "more"));

            running.awaitStop();
            assertThat(deployed.agent().next().turn().turnId()).isEqualTo(third);
            assertThat(queued(there)).isEqualTo(place(fourth, 1));
        }
    }

    @Test
    void taskThatCouldNotBeLoggedLeavesItsSlotToTheNext() throws Exception {
        FaultyLog log = new FaultyLog();
        try (Deployed deployed = new Deployed()) {
            deployed.deploy(log.behind(deployed.agent()), ONE_AT_ONCE.copy().put("queue", 0));
            TestMember here = member(deployed, "u1", "p1");
            TestMember there = member(deployed, "u1", "p2");
            log.fails("append", 1);

            ServerMessage refused = here.command(CommandName.GENERATE, new JsonObject());
            String next = generate(there);

            assertThat(refused)
                    .isInstanceOfSatisfying(
                            ServerMessage.Failure.class,
                            no -> assertThat(no.code()).isEqualTo(ErrorCode.UNAVAILABLE));
            assertThat(deployed.agent().next().turn().turnId()).isEqualTo(next);
        }
    }

    @Test
    void taskThatIsBegunAgainKeepsItsSlot() throws Exception {
        try (Deployed deployed = Deployed.one(ONE_AT_ONCE.copy().put("on_crash", "again"))) {
            String first = generate(member(deployed, "u1", "p1"));
            Asked gone = deployed.agent().next();
            String second = generate(member(deployed, "u1", "p2"));

            gone.fails(AgentFailure.gone("It is gone."));
            Asked again = deployed.agent().next();
            again.completes(Outcome.result(new JsonObject()));

            assertThat(again.turn().turnId()).isEqualTo(first);
            assertThat(again.turn().attempt()).isEqualTo(2);
            assertThat(deployed.agent().next().turn().turnId()).isEqualTo(second);
        }
    }

    @Test
    void tasksThatACrashedOwnerLeftCountFromTheirAdoption() throws Exception {
        try (Deployed deployed = new Deployed()) {
            Logged one = left("p1");
            Logged two = left("p2");
            InstancesTest.onLog(
                    deployed.vertx(),
                    log -> log.renew("dead", Duration.ofMinutes(10))
                            .compose(renewed -> crashed(log, one))
                            .compose(claimed -> crashed(log, two)));
            deployed.deploy(ONE_AT_ONCE);
            Asked first = deployed.agent().next();
            Logged other = first.turn().projectId().equals("p1") ? two : one;

            TestMember waits = member(deployed, "u1", other.projectId());

            assertThat(queued(waits)).isEqualTo(place(other.messageId(), 1));
            assertThat(deployed.agent().wasAskedMore()).isFalse();
            first.completes(Outcome.result(new JsonObject()));
            assertThat(deployed.agent().next().turn().turnId()).isEqualTo(other.messageId());
        }
    }

    private static Logged left(String projectId) {
        return Drafts.task(projectId, "u1", new JsonObject(), Lang.EN);
    }

    private static Future<Claim> crashed(ConversationLog log, Logged task) {
        Entry.NewTurn begins = new Entry.NewTurn(TurnKind.TASK, "end", null);
        return log.claim(task.projectId(), "dead")
                .compose(claim -> log.append(claim, new Entry(task, null, null, null, begins))
                        .map(claim));
    }

    private static TestMember member(Deployed deployed, String userId, String projectId) throws Exception {
        return TestMember.registered(deployed.vertx(), userId, projectId);
    }

    private static String generate(TestMember member) throws Exception {
        ServerMessage.Ack ack = (ServerMessage.Ack) member.command(CommandName.GENERATE, new JsonObject());
        return Objects.requireNonNull(ack.messageId());
    }

    private static JsonObject queued(TestMember member) throws Exception {
        return ((ServerMessage.Status) member.next(TasksOfAUserTest::isQueued)).details();
    }

    private static boolean isQueued(ServerMessage message) {
        return message instanceof ServerMessage.Status status && status.status() == ServerMessage.Status.State.QUEUED;
    }

    private static JsonObject place(String messageId, int position) {
        return new JsonObject().put("position", position).put("message_id", messageId);
    }
}
