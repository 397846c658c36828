package io.parley.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parley.bus.Beat;
import io.parley.bus.Envelope;
import io.parley.bus.ReadRequest;
import io.parley.bus.RegisterReply;
import io.parley.protocol.CommandName;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Logged;
import io.parley.protocol.ServerMessage;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What conversations and gateways know of each other between nodes: windows, acknowledgements and beats. */
class WindowTest {
    private static final int MAX_MESSAGES = Channel.Window.OF_A_USER.messages();
    private static final JsonObject QUICK = new JsonObject()
            .put("lease_ms", 1_000)
            .put("renew_ms", 100)
            .put("delta_interval_ms", 0)
            .put("session_ttl_ms", 60_000);

    @Test
    void moreThanAWindowStaysAtHomeAndIsReadFromTheLogAfterwards() throws Exception {
        try (Deployed deployed = Deployed.one(new JsonObject().put("delta_interval_ms", 0))) {
            TestMember member = deployed.member("u1");
            member.acknowledgeNothing();
            member.chat("c1", "talk");
            ScriptedAgent.Asked call = deployed.agent().next();
            for (int i = 0; i < 2 * MAX_MESSAGES; i++) {
                call.says("x");
            }
            Envelope last = untilWindowIsFull(member, MAX_MESSAGES);

            member.acknowledge(last.n());

            Envelope after = member.nextEnvelope();
            assertThat(after.n()).isGreaterThan(last.n() + 1);
            ServerMessage running = member.transport()
                    .read(null, new ReadRequest("p1", 0, 10))
                    .await(5, TimeUnit.SECONDS)
                    .running()
                    .get(0);
            assertThat(((ServerMessage.AiSnapshot) running).content()).hasSize(2 * MAX_MESSAGES);
            call.completes();
        }
    }

    @Test
    void gatewayThatHearsForAllIsToldOfWhichConversationsSomethingWasDropped() throws Exception {
        try (Deployed deployed = Deployed.one(new JsonObject().put("delta_interval_ms", 0))) {
            TestMember talking = TestMember.behind("g1", deployed.vertx(), "u1", "p1");
            TestMember silent = TestMember.behind("g1", deployed.vertx(), "u2", "p2");
            silent.acknowledgeNothing();
            talking.acknowledgeNothing();
            talking.chat("c1", "talk");
            ScriptedAgent.Asked call = deployed.agent().next();
            for (int i = 0; i < 2 * Channel.Window.OF_A_NODE.messages(); i++) {
                call.says("x");
            }
            Envelope last = untilWindowIsFull(talking, Channel.Window.OF_A_NODE.messages());

            talking.acknowledge(last.n());

            Envelope after = talking.nextEnvelope();
            assertThat(after.n()).isEqualTo(last.n() + 2);
            assertThat(after.lost()).containsExactly("p1");
            call.completes();
        }
    }

    @Test
    void whatIsForAllGoesOnceToAGatewayThatHearsForAll() throws Exception {
        try (Deployed deployed = Deployed.one()) {
            TestMember anna = TestMember.behind("g1", deployed.vertx(), "anna", "p1");
            TestMember ben = TestMember.behind("g1", deployed.vertx(), "ben", "p1");
            anna.chat("c1", "hello both");
            deployed.agent().next().completes();

            Envelope said = anna.nextEnvelope();
            while (!(said.messages().get(0) instanceof Logged.UserMessage)) {
                said = anna.nextEnvelope(); // who else is here
            }
            Envelope answering = anna.nextEnvelope();
            assertThat(said.userId()).isNull();
            assertThat(answering.userId()).isNull();
            assertThat(answering.n()).isEqualTo(said.n() + 1);
            assertThat(ben.registration().n()).isLessThan(said.n());
        }
    }

    @Test
    void gatewayThatAcknowledgesNothingIsLetGoAndItsSessionMayComeBack() throws Exception {
        try (Deployed deployed = Deployed.one(QUICK)) {
            TestMember dead = deployed.member("u1");
            TestMember other = deployed.member("u2");
            dead.acknowledgeNothing();

            await().until(() -> isUnknown(dead));

            RegisterReply back =
                    deployed.unregistered("u1").register(dead.registration().sessionId(), null);
            assertThat(back.resumed()).isTrue();
            assertThat(isUnknown(other)).isFalse();
        }
    }

    @Test
    void gatewayWhoseAcknowledgementIsLostIsAskedOnceMoreAndStays() throws Exception {
        try (Deployed deployed = Deployed.one(QUICK)) {
            TestMember member = deployed.member("u1");
            member.acknowledgeBeatsOnly();
            member.chat("c1", "hello");

            Envelope asked = member.nextEnvelope();
            while (!asked.messages().isEmpty()) {
                asked = member.nextEnvelope();
            }
            member.acknowledge(asked.n());

            assertThat(asked.n()).isGreaterThan(1);
            assertThat(isUnknown(member)).isFalse();
        }
    }

    @Test
    void gatewayThatLivesButTakesNoPushesIsLetGoLaterThanOneThatIsDead() throws Exception {
        JsonObject patient =
                QUICK.copy().put("lease_ms", 3_000); // so that the two are told apart on a busy machine too
        try (Deployed deployed = Deployed.one(patient)) {
            TestMember stuck = deployed.member("u1");
            TestMember dead = deployed.member("u2");
            stuck.acknowledgeBeatsOnly();
            dead.acknowledgeNothing();
            stuck.chat("c1", "pushed to both");

            await().until(() -> isUnknown(dead));
            boolean wasKnown = !isUnknown(stuck);
            await().until(() -> isUnknown(stuck));

            assertThat(wasKnown).isTrue();
        }
    }

    @Test
    void gatewayThatWasLetGoAndLivesIsToldToRegisterItsConnectionsAnew() throws Exception {
        try (Deployed deployed = Deployed.one(QUICK)) {
            TestMember member = deployed.member("u1");
            member.acknowledgeNothing();

            Beat.Position told = member.nextPosition(position -> position.lastSeq() == null);

            assertThat(told.epoch()).isEqualTo(member.registration().epoch());
            assertThat(isUnknown(member)).isTrue();
        }
    }

    @Test
    void beatTellsHowFarTheLogIs() throws Exception {
        try (Deployed deployed = Deployed.one(QUICK)) {
            TestMember member = deployed.member("u1");
            member.chat("c1", "hello");
            deployed.agent().next().completes();
            long end = member.next(Logged.AiReply.class).seq();

            assertThat(member.nextPosition(position -> Long.valueOf(end).equals(position.lastSeq())))
                    .isNotNull();
        }
    }

    @Test
    void instanceThatStopsTellsTheGatewaysToLookElsewhere() throws Exception {
        try (Deployed deployed = Deployed.one(QUICK)) {
            TestMember member = deployed.member("u1");
            String first = deployed.vertx().deploymentIDs().iterator().next();
            deployed.deploy(QUICK);

            deployed.vertx().undeploy(first).await(10, TimeUnit.SECONDS);

            assertThat(member.nextPosition(position -> position.lastSeq() == null))
                    .isNotNull();
        }
    }

    private static boolean isUnknown(TestMember member) throws Exception {
        return member.command(CommandName.HELP, new JsonObject()) instanceof ServerMessage.Failure failure
                && failure.code() == ErrorCode.CONN_NOT_FOUND;
    }

    private static Envelope untilWindowIsFull(TestMember member, int size) throws Exception {
        Envelope envelope = member.nextEnvelope();
        while (envelope.n() < size) {
            envelope = member.nextEnvelope();
        }
        return envelope;
    }
}
