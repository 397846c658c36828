package io.parley.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.agent.Outcome;
import io.parley.conversation.ScriptedAgent.Asked;
import io.parley.protocol.CommandName;
import io.parley.protocol.Lang;
import io.parley.protocol.Logged;
import io.parley.protocol.ServerMessage;
import io.parley.store.Entry;
import io.parley.store.TurnKind;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the members hear of a task that waits, and of one that waits no more. */
class PlacesTest {
    private static final JsonObject ONE_AT_ONCE = new JsonObject().put("tasks_per_user", 1);

    @Test
    void taskThatWaitedSaysThatItBeginsBeforeItsAgentSaysAnything() throws Exception {
        try (Deployed deployed = Deployed.one(ONE_AT_ONCE)) {
            TestMember member = deployed.member("u1");
            TestMember other = deployed.member("u2");
            generate(member);
            Asked first = deployed.agent().next();
            String second = generate(member);

            first.completes(Outcome.result(new JsonObject()));
            deployed.agent().next();

            for (TestMember each : List.of(member, other)) {
                List<ServerMessage> before = each.upTo(ServerMessage.Progress.class::isInstance);
                ServerMessage.Progress begun = (ServerMessage.Progress) before.get(0);
                assertThat(before).anyMatch(Logged.TaskCompleted.class::isInstance);
                assertThat(begun.taskId()).isEqualTo(second);
                assertThat(begun.attempt()).isEqualTo(1);
                assertThat(begun.progress()).isZero();
                assertThat(begun.message()).isNull();
            }
        }
    }

    @Test
    void taskThatBeginsAtOnceSaysNothingUntilItsAgentDoes() throws Exception {
        try (Deployed deployed = Deployed.one(ONE_AT_ONCE)) {
            TestMember member = deployed.member("u1");
            generate(member);

            deployed.agent().next().completes(Outcome.result(new JsonObject()));

            assertThat(member.upTo(Logged.TaskCompleted.class::isInstance))
                    .noneMatch(ServerMessage.Progress.class::isInstance);
        }
    }

    @Test
    void taskThatAnEarlierOwnerLeftWaitingSaysThatItBegins() throws Exception {
        FaultyLog log = new FaultyLog();
        try (Deployed deployed = new Deployed()) {
            Logged left = Drafts.task("p1", "u1", new JsonObject(), Lang.EN);
            Entry.NewTurn begins = new Entry.NewTurn(TurnKind.TASK, "end", null);
            CrashTest.crashed(
                    deployed,
                    (crashed, claim) -> crashed.append(claim, new Entry(left, null, null, null, begins))
                            .mapEmpty());
            log.fails("beginAttempt", Integer.MAX_VALUE);
            deployed.deploy(log.behind(deployed.agent()), ONE_AT_ONCE);
            TestMember member = deployed.unregistered("u1");
            assertThat(member.register(null, 1L).running()).isEmpty();

            log.heals();

            ServerMessage.Progress begun = member.next(ServerMessage.Progress.class);
            assertThat(begun.taskId()).isEqualTo(left.messageId());
            assertThat(begun.progress()).isZero();
        }
    }

    @Test
    void placeFarBackIsToldOnceAndAgainWhenItIsNear() throws Exception {
        try (Deployed deployed = Deployed.one(ONE_AT_ONCE.copy().put("queue", 100))) {
            TestMember member = deployed.member("u1");
            List<String> tasks = new ArrayList<>();
            for (int i = 0; i < 35; i++) {
                tasks.add(generate(member));
            }

            assertThat(placesUntilTheEndOf(member, deployed.agent().next()))
                    .containsExactlyElementsOf(places(tasks.subList(1, 35)));
            assertThat(placesUntilTheEndOf(member, deployed.agent().next()))
                    .containsExactlyElementsOf(places(tasks.subList(2, 34)));
            assertThat(placesUntilTheEndOf(member, deployed.agent().next()))
                    .containsExactlyElementsOf(places(tasks.subList(3, 35)));
        }
    }

    @Test
    void connectionThatIsHeardElsewhereIsToldAgainWhatWaits() throws Exception {
        try (Deployed deployed = Deployed.one(ONE_AT_ONCE)) {
            TestMember member = deployed.member("u1");
            generate(member);
            String waiting = generate(member);

            member.hearsElsewhere();
            member.register(member.registration().sessionId(), 0L);

            assertThat(placesUntilTheEndOf(member, deployed.agent().next())).isEqualTo(places(List.of(waiting)));
        }
    }

    /** What is told of places until this task ends, the next one that does. */
    private static List<JsonObject> placesUntilTheEndOf(TestMember member, Asked task) throws Exception {
        task.completes(Outcome.result(new JsonObject()));
        return member.upTo(Logged.TaskCompleted.class::isInstance).stream()
                .filter(ServerMessage.Status.class::isInstance)
                .map(ServerMessage.Status.class::cast)
                .filter(status -> status.status() == ServerMessage.Status.State.QUEUED)
                .map(ServerMessage.Status::details)
                .toList();
    }

    private static List<JsonObject> places(List<String> waiting) {
        return IntStream.range(0, waiting.size())
                .mapToObj(i -> new JsonObject().put("position", i + 1).put("message_id", waiting.get(i)))
                .toList();
    }

    private static String generate(TestMember member) throws Exception {
        ServerMessage.Ack ack = (ServerMessage.Ack) member.command(CommandName.GENERATE, new JsonObject());
        return Objects.requireNonNull(ack.messageId());
    }
}
