package io.parley.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parley.bus.Beat;
import io.parley.bus.BusFailure;
import io.parley.bus.RegisterReply;
import io.parley.conversation.ScriptedAgent.Asked;
import io.parley.protocol.CommandName;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Logged;
import io.parley.protocol.ServerMessage;
import io.parley.store.ConversationLog;
import io.parley.store.Logs;
import io.parley.store.StoreConfig;
import io.parley.store.StoreFailure;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The real log, with calls that do not arrive or whose answers are lost on the way. */
class StoreFaultTest {
    private final AtomicReference<Fault> fault = new AtomicReference<>(Fault.NONE);

    /** What happens to the next call of a method; {@code times} is how often. */
    private record Fault(String method, boolean arrives, int times) {
        static final Fault NONE = new Fault("", true, 0);

        boolean hits(Method called) {
            return times > 0 && called.getName().equals(method);
        }

        Fault less() {
            return new Fault(method, arrives, times - 1);
        }
    }

    @Test
    void chatWhoseCommitWasNotHeardOfIsADuplicateWhenSentAgainAndAnsweredOnce() throws Exception {
        try (Deployed deployed = deployed(new JsonObject())) {
            TestMember member = deployed.member("u1");
            fault.set(new Fault("append", true, 1));

            ServerMessage first = member.send(TestMember.said("c1", "hi"));
            ServerMessage.Ack again = member.chat("c1", "hi");

            assertThat(first)
                    .isInstanceOfSatisfying(
                            ServerMessage.Failure.class,
                            no -> assertThat(no.code()).isEqualTo(ErrorCode.UNAVAILABLE));
            assertThat(again.duplicate()).isTrue();
            assertThat(again.seq()).isEqualTo(1);
            deployed.agent().next().completes();
            assertThat(member.next(Logged.class).seq()).isEqualTo(1);
            assertThat(member.next(Logged.class).seq()).isEqualTo(2);
            assertThat(deployed.agent().wasAskedMore()).isFalse();
        }
    }

    @Test
    void chatThatDidNotReachTheStoreIsTakenWhenSentAgain() throws Exception {
        try (Deployed deployed = deployed(new JsonObject())) {
            TestMember member = deployed.member("u1");
            fault.set(new Fault("append", false, 1));

            member.send(TestMember.said("c1", "hi"));
            ServerMessage.Ack again = member.chat("c1", "hi");

            assertThat(again.duplicate()).isFalse();
            assertThat(again.seq()).isEqualTo(1);
        }
    }

    @Test
    void cancelWhoseCommitWasNotHeardOfIsADuplicateWhenSentAgainAndEndsNothingMore() throws Exception {
        try (Deployed deployed = deployed(new JsonObject())) {
            TestMember member = deployed.member("u1");
            member.chat("c1", "hi");
            deployed.agent().next();
            member.chat("c2", "next");
            fault.set(new Fault("append", true, 1));

            ServerMessage first = member.command("k1", CommandName.CANCEL, new JsonObject());
            ServerMessage again = member.command("k1", CommandName.CANCEL, new JsonObject());

            assertThat(((ServerMessage.Failure) first).code()).isEqualTo(ErrorCode.UNAVAILABLE);
            assertThat(again).isInstanceOfSatisfying(ServerMessage.Ack.class, ack -> {
                assertThat(ack.duplicate()).isTrue();
                assertThat(ack.seq()).isEqualTo(3);
            });
            deployed.agent().next().completes();
            assertThat(member.next(Logged.AiReply.class).status()).isEqualTo(Logged.AiReply.Outcome.CANCELLED);
            assertThat(member.next(Logged.AiReply.class).status()).isEqualTo(Logged.AiReply.Outcome.COMPLETE);
        }
    }

    @Test
    void endOfAnAnswerIsTriedAgainUntilTheLogTakesIt() throws Exception {
        try (Deployed deployed = deployed(new JsonObject())) {
            TestMember member = deployed.member("u1");
            member.chat("c1", "hi");
            Asked asked = deployed.agent().next();
            fault.set(new Fault("append", false, 2));

            asked.says("all of it");
            asked.completes();

            Logged.AiReply reply = member.next(Logged.AiReply.class);
            assertThat(reply.content()).isEqualTo("all of it");
            assertThat(reply.seq()).isEqualTo(2);
            assertThat(reply.status()).isEqualTo(Logged.AiReply.Outcome.COMPLETE);
        }
    }

    @Test
    void endOfAnAnswerWhoseCommitWasNotHeardOfIsToldOnce() throws Exception {
        try (Deployed deployed = deployed(new JsonObject())) {
            TestMember member = deployed.member("u1");
            member.chat("c1", "hi");
            Asked asked = deployed.agent().next();
            fault.set(new Fault("append", true, 1));

            asked.completes();
            Logged.AiReply reply = member.next(Logged.AiReply.class);
            member.chat("c2", "next");

            assertThat(reply.seq()).isEqualTo(2);
            assertThat(member.next(Logged.class).seq()).isEqualTo(3);
            assertThat(deployed.agent().next().turn().message().content()).isEqualTo("next");
        }
    }

    @Test
    void turnThatCouldNotBeBegunFailsAndTheNextOneIsAnswered() throws Exception {
        try (Deployed deployed = deployed(new JsonObject())) {
            TestMember member = deployed.member("u1");
            fault.set(new Fault("beginAttempt", false, 1));

            member.chat("c1", "hi");
            Logged.AiReply reply = member.next(Logged.AiReply.class);
            member.chat("c2", "again");

            assertThat(reply.status()).isEqualTo(Logged.AiReply.Outcome.FAILED);
            assertThat(reply.error())
                    .isNotNull()
                    .extracting(Logged.Cause::retry)
                    .isEqualTo(true);
            assertThat(deployed.agent().next().turn().message().content()).isEqualTo("again");
        }
    }

    @Test
    void instanceThatCannotRenewItsLeaseServesNothingUntilItCanAndThenMendsWhatItLeft() throws Exception {
        JsonObject fast =
                new JsonObject().put("lease_ms", 1_000).put("renew_ms", 50).put("idle_ms", 50);
        try (Deployed deployed = deployed(fast)) {
            TestMember member = deployed.member("u1");
            member.chat("c1", "hi");
            Asked asked = deployed.agent().next();
            fault.set(new Fault("renew", false, Integer.MAX_VALUE));

            asked.awaitStop();
            ErrorCode refused = refusal(member);
            fault.set(Fault.NONE);

            assertThat(refused).isEqualTo(ErrorCode.UNAVAILABLE);
            await().atMost(Duration.ofSeconds(10))
                    .ignoreExceptions()
                    .until(() -> member.register(null, 1L).success());
            RegisterReply reply = member.registration();
            assertThat(reply.epoch()).isGreaterThan(1);
            assertThat(reply.messages())
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Logged.AiReply.class,
                            end -> assertThat(end.status()).isEqualTo(Logged.AiReply.Outcome.INTERRUPTED));
        }
    }

    @Test
    void openTurnIsMendedAfterALapseAlsoWhereTheFirstClaimFails() throws Exception {
        JsonObject fast =
                new JsonObject().put("lease_ms", 1_000).put("renew_ms", 50).put("idle_ms", 50);
        try (Deployed deployed = deployed(fast)) {
            deployed.member("u1").chat("c1", "hi");
            Asked asked = deployed.agent().next();
            fault.set(new Fault("renew", false, Integer.MAX_VALUE));

            asked.awaitStop();
            fault.set(new Fault("claim", false, 1));

            await().atMost(Duration.ofSeconds(10))
                    .until(() -> InstancesTest.onLog(deployed.vertx(), log -> log.openTurns("p1"))
                            .isEmpty());
            assertThat(fault.get()).extracting(Fault::times).isEqualTo(0);
        }
    }

    @Test
    void openTurnIsMendedAlsoWhereItsConversationCouldNotBeReadAfterTheClaim() throws Exception {
        try (Deployed deployed = new Deployed()) {
            CrashTest.crashed(
                    deployed,
                    (log, claim) -> log.append(claim, CrashTest.question("m1"))
                            .compose(seq -> log.beginAttempt(claim, seq, 1)));
            fault.set(new Fault("openTurns", false, 1));

            deploy(deployed, new JsonObject());

            await().atMost(Duration.ofSeconds(10))
                    .until(() -> InstancesTest.onLog(deployed.vertx(), log -> log.openTurns("p1"))
                            .isEmpty());
            assertThat(fault.get()).extracting(Fault::times).isEqualTo(0);
        }
    }

    @Test
    void gatewaysOfAQuietConversationAreToldAfterALapseToRegisterAgain() throws Exception {
        JsonObject fast = new JsonObject().put("lease_ms", 1_000).put("renew_ms", 50);
        try (Deployed deployed = deployed(fast)) {
            TestMember first = deployed.member("u1");
            TestMember second = deployed.member("u2");
            TestMember other = TestMember.registered(deployed.vertx(), "u3", "p2");
            other.chat("c1", "hi");
            Asked asked = deployed.agent().next();
            fault.set(new Fault("renew", false, Integer.MAX_VALUE));

            asked.awaitStop();
            fault.set(Fault.NONE);

            for (TestMember member : List.of(first, second)) {
                long epoch = member.registration().epoch();
                Beat.Position given = member.nextPosition(position -> position.lastSeq() == null);
                assertThat(given.epoch()).isEqualTo(epoch);
                assertThat(member.register(null, 0L).epoch()).isGreaterThan(epoch);
            }
        }
    }

    private static ErrorCode refusal(TestMember member) throws Exception {
        try {
            member.register(null, null);
            throw new AssertionError("it was served");
        } catch (BusFailure failure) {
            return failure.code();
        }
    }

    private Deployed deployed(JsonObject config) throws Exception {
        Deployed deployed = new Deployed();
        deploy(deployed, config);
        return deployed;
    }

    private void deploy(Deployed deployed, JsonObject config) throws Exception {
        Collaborators collaborators = Collaborators.configured()
                .withAgent(deployed.agent())
                .withLog(vertx -> Logs.open(vertx, StoreConfig.memory()).map(this::faulty));
        deployed.deploy(collaborators, config);
    }

    private ConversationLog faulty(ConversationLog real) {
        return (ConversationLog) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ConversationLog.class}, (proxy, method, args) -> {
                    Fault now = Objects.requireNonNull(fault.get());
                    if (!now.hits(method)) {
                        return call(real, method, args);
                    }
                    fault.set(now.less());
                    Future<?> lost = Future.failedFuture(new StoreFailure("lost", new Exception("cut")));
                    return now.arrives()
                            ? ((Future<?>) call(real, method, args)).transform(done -> lost.mapEmpty())
                            : lost;
                });
    }

    private static Object call(ConversationLog real, Method method, Object[] args) throws Throwable {
        try {
            return method.invoke(real, args);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }
}
