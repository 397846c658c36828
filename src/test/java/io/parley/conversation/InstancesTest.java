package io.parley.conversation;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.parley.agent.Outcome;
import io.parley.agent.Turn;
import io.parley.bus.Beat;
import io.parley.bus.BusFailure;
import io.parley.bus.RegisterReply;
import io.parley.conversation.ScriptedAgent.Asked;
import io.parley.faults.Row;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Logged;
import io.parley.protocol.ServerMessage;
import io.parley.store.ConversationLog;
import io.parley.store.Logs;
import io.parley.store.OpenTurn;
import io.parley.store.StoreConfig;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several instances on one log. */
class InstancesTest {
    @Test
    void everyInstanceLeadsToTheOneOwner() throws Exception {
        try (Deployed deployed = Deployed.one()) {
            deployed.deploy(new JsonObject());
            deployed.deploy(new JsonObject());
            Set<String> owners = new HashSet<>();
            TestMember member = deployed.unregistered("u1");

            for (int i = 0; i < 6; i++) {
                owners.add(String.valueOf(member.register(null, null).owner()));
            }
            ServerMessage anywhere =
                    member.handle(null, TestMember.said("c1", "hi")).response();

            assertThat(owners).hasSize(1);
            assertThat(anywhere).isInstanceOf(ServerMessage.Ack.class);
        }
    }

    @Test
    void conversationsSpreadOverTheInstances() throws Exception {
        try (Deployed deployed = Deployed.one()) {
            deployed.deploy(new JsonObject());
            Set<String> owners = new HashSet<>();

            for (int i = 0; i < 6; i++) {
                TestMember member = TestMember.registered(deployed.vertx(), "u1", "project" + i);
                owners.add(String.valueOf(member.registration().owner()));
            }

            assertThat(owners).hasSize(2);
        }
    }

    @Test
    void instanceThatIsAskedByNameAndIsNotTheOwnerIsUnavailable() throws Exception {
        try (Deployed deployed = Deployed.one()) {
            deployed.deploy(new JsonObject());
            TestMember member = deployed.member("u1");
            String owner = String.valueOf(member.registration().owner());
            String other = otherThan(deployed, owner);

            BusFailure failure =
                    catchThrowableOfType(BusFailure.class, () -> member.handle(other, TestMember.said("c1", "hi")));

            assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        }
    }

    @Test
    void instanceThatStopsGivesItsConversationsToTheOther() throws Exception {
        try (Deployed deployed = new Deployed()) {
            String first = deployed.deploy(new JsonObject());
            TestMember member = deployed.member("u1");
            deployed.deploy(new JsonObject());
            member.chat("c1", "hi");
            deployed.agent().next().completes();
            member.next(Logged.AiReply.class);

            String before = member.registration().owner();

            deployed.vertx().undeploy(first).await(10, SECONDS);
            RegisterReply reply = member.register(null, 0L);

            assertThat(reply.owner()).isNotEqualTo(before);
            assertThat(reply.epoch()).isEqualTo(2);
            assertThat(reply.messages()).extracting(Logged::seq).containsExactly(1L, 2L);
        }
    }

    @Test
    void instanceThatSeesAnotherLogThanTheOthersDoesNotServe(@TempDir Path folder) throws Exception {
        try (Deployed deployed = Deployed.one()) {
            JsonObject h2 = new JsonObject()
                    .put("kind", "h2")
                    .put(
                            "h2",
                            new JsonObject().put("file", folder.resolve("other").toString()));

            Throwable refused = catchThrowable(() -> deployed.deploy(new JsonObject().put("store", h2)));

            assertThat(refused).isInstanceOf(IllegalStateException.class).hasMessageContaining("its log is");
            for (int i = 0; i < 3; i++) {
                assertThat(TestMember.registered(deployed.vertx(), "u1", "project" + i)
                                .registration()
                                .durability())
                        .isEqualTo("process");
            }
        }
    }

    @Test
    void whatNothingRunsInIsGivenBackAtOnceWhenItsInstanceStops() throws Exception {
        try (Deployed deployed = new Deployed()) {
            String first = deployed.deploy(new JsonObject().put("drain_timeout_ms", 10_000));
            TestMember busy = deployed.member("u1");
            busy.chat("c1", "hi");
            Asked asked = deployed.agent().next();
            TestMember idle = TestMember.registered(deployed.vertx(), "u2", "p2");
            String former = String.valueOf(idle.registration().owner());
            deployed.deploy(new JsonObject());

            Future<Void> stopped = deployed.vertx().undeploy(first);
            Beat.Position told = idle.nextPosition(position -> position.lastSeq() == null);
            RegisterReply reply = idle.register(null, 0L);

            assertThat(told.projectId()).isEqualTo("p2");
            assertThat(reply.owner()).isNotEqualTo(former);
            assertThat(stopped.isComplete()).isFalse();
            asked.completes();
            assertThat(busy.next(Logged.AiReply.class).status()).isEqualTo(Logged.AiReply.Outcome.COMPLETE);
            stopped.await(10, SECONDS);
        }
    }

    @Test
    @Row(4)
    void conversationWhoseAnswerFinishesAtAStopTakesMessagesWhichTheNextOwnerAnswers() throws Exception {
        try (Deployed deployed = new Deployed()) {
            String first = deployed.deploy(new JsonObject().put("drain_timeout_ms", 10_000));
            TestMember member = deployed.member("u1");
            member.chat("c1", "hi");
            Asked asked = deployed.agent().next();
            TestMember idle = TestMember.registered(deployed.vertx(), "u2", "p2");
            deployed.deploy(new JsonObject());
            Future<Void> stopped = deployed.vertx().undeploy(first);
            idle.nextPosition(position -> position.lastSeq() == null); // it begins nothing more

            String owner = String.valueOf(member.registration().owner());
            RegisterReply back = member.register(null, 0L);
            ServerMessage.Ack ack = member.chat("c2", "and now?");
            asked.completes();

            assertThat(back.owner()).isEqualTo(owner);
            assertThat(back.running()).hasSize(1);
            assertThat(ack.seq()).isEqualTo(2);
            assertThat(member.next(Logged.AiReply.class).status()).isEqualTo(Logged.AiReply.Outcome.COMPLETE);
            assertThat(deployed.agent().next().turn().message().content()).isEqualTo("and now?");
            stopped.await(10, SECONDS);
        }
    }

    @Test
    void taskThatAnAnswerBeginsWhileItsInstanceStopsIsCarriedOutByTheNext() throws Exception {
        try (Deployed deployed = new Deployed()) {
            String first = deployed.deploy(new JsonObject().put("drain_timeout_ms", 10_000));
            deployed.member("u1").chat("c1", "hi");
            Asked asked = deployed.agent().next();
            TestMember idle = TestMember.registered(deployed.vertx(), "u2", "p2");
            deployed.deploy(new JsonObject().put("renew_ms", 50));

            Future<Void> stopped = deployed.vertx().undeploy(first);
            idle.nextPosition(position -> position.lastSeq() == null); // it begins nothing more
            asked.completes(Outcome.thenGenerate(new JsonObject().put("prompt", "x")));
            stopped.await(10, SECONDS);

            assertThat(deployed.agent().next().turn().kind()).isEqualTo(Turn.Kind.TASK);
        }
    }

    @Test
    void unregisterReachesTheOwnerWhicheverInstanceGetsIt() throws Exception {
        try (Deployed deployed = Deployed.one()) {
            deployed.deploy(new JsonObject());
            List<TestMember> members = List.of(deployed.member("u1"), deployed.member("u2"));

            for (TestMember member : members) {
                member.leave(null, 0); // of two in a row one comes to the owner and one does not
            }

            for (TestMember member : members) {
                await().atMost(Duration.ofSeconds(10))
                        .until(() -> member.send(TestMember.said("c1", "hi")) instanceof ServerMessage.Failure);
            }
        }
    }

    @Test
    void registerThatNobodyWaitsForAnyMoreMakesNoSession() throws Exception {
        try (Deployed deployed = Deployed.one()) {
            TestMember member = deployed.unregistered("u1");

            Future<RegisterReply> late = member.registering("p1", System.currentTimeMillis() - 1);
            ServerMessage unknown =
                    member.handle(null, TestMember.said("c1", "hi")).response();

            assertThat(unknown)
                    .isInstanceOfSatisfying(
                            ServerMessage.Failure.class,
                            no -> assertThat(no.code()).isEqualTo(ErrorCode.CONN_NOT_FOUND));
            assertThat(catchThrowable(() -> late.await(10, SECONDS))).isInstanceOf(BusFailure.class);
        }
    }

    @Test
    void answerThatRunsAtAStopIsInterruptedWithItsText() throws Exception {
        try (Deployed deployed = new Deployed()) {
            String first = deployed.deploy(new JsonObject());
            TestMember member = deployed.member("u1");
            member.chat("c1", "hi");
            Asked asked = deployed.agent().next();
            asked.says("so far");
            member.next(ServerMessage.AiDelta.class);

            deployed.vertx().undeploy(first).await(10, SECONDS);

            Logged.AiReply reply = member.next(Logged.AiReply.class);
            assertThat(reply.status()).isEqualTo(Logged.AiReply.Outcome.INTERRUPTED);
            assertThat(reply.content()).isEqualTo("so far");
            asked.awaitStop();
        }
    }

    @Test
    void answerThatEndsWhileItsInstanceStopsIsComplete() throws Exception {
        try (Deployed deployed = new Deployed()) {
            String first = deployed.deploy(new JsonObject().put("drain_timeout_ms", 10_000));
            TestMember member = deployed.member("u1");
            member.chat("c1", "hi");
            Asked asked = deployed.agent().next();

            Future<Void> stopped = deployed.vertx().undeploy(first);
            asked.says("all");
            asked.completes();

            assertThat(member.next(Logged.AiReply.class).status()).isEqualTo(Logged.AiReply.Outcome.COMPLETE);
            stopped.await(10, SECONDS);
        }
    }

    @Test
    void stopWaitsForAnAnswerOfAConversationThatIsStillBeingLoaded() throws Exception {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        try (Deployed deployed = new Deployed()) {
            CrashTest.crashed(
                    deployed,
                    (log, claim) -> log.append(claim, CrashTest.question("m1")).compose(seq -> log.retire("dead")));
            Collaborators slow = Collaborators.configured()
                    .withAgent(deployed.agent())
                    .withLog(vertx -> Logs.open(vertx, StoreConfig.memory()).map(log -> slow(vertx, log, gate)));
            String instance = deployed.deploy(slow, new JsonObject().put("drain_timeout_ms", 10_000));
            Future<RegisterReply> asking = deployed.unregistered("u1").registering("p1");
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> onLog(deployed.vertx(), log -> log.claim("p1", "other")), claim -> !claim.mine());

            Future<Void> stopped = deployed.vertx().undeploy(instance);
            awaitDeaf(deployed);
            gate.complete(null);
            deployed.agent().next().completes();
            stopped.await(10, SECONDS);

            assertThat(asking.isComplete()).isTrue();
            List<OpenTurn> open = onLog(deployed.vertx(), log -> log.openTurns("p1"));
            assertThat(open).isEmpty();
        }
    }

    private static void awaitDeaf(Deployed deployed) throws Exception {
        TestMember member = deployed.unregistered("u2");
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            Throwable refused = catchThrowable(() -> member.registering("p2").await(10, SECONDS));
            return refused instanceof BusFailure;
        });
    }

    /** The log, whose members cannot be read before {@code gate} opens. */
    private static ConversationLog slow(Vertx vertx, ConversationLog real, CompletableFuture<Void> gate) {
        Context context = vertx.getOrCreateContext();
        return (ConversationLog) Proxy.newProxyInstance(
                InstancesTest.class.getClassLoader(), new Class<?>[] {ConversationLog.class}, (proxy, method, args) -> {
                    if (method.getName().equals("members") && "p1".equals(args[0])) {
                        return Future.fromCompletionStage(gate, context).compose(open -> real.members("p1"));
                    }
                    return method.invoke(real, args);
                });
    }

    @Test
    void ownerWhoseEpochIsOldLetsTheConversationGoAndTellsItsGateways() throws Exception {
        try (Deployed deployed = Deployed.one()) {
            TestMember member = deployed.member("u1");
            String before = String.valueOf(member.registration().owner());
            onLog(
                    deployed.vertx(),
                    log -> log.retire(before)
                            .compose(retired -> log.renew("other", Duration.ofSeconds(10)))
                            .compose(renewed -> log.claim("p1", "other")));

            BusFailure refused = catchThrowableOfType(BusFailure.class, () -> member.send(TestMember.said("c1", "hi")));

            assertThat(refused.code()).isEqualTo(ErrorCode.UNAVAILABLE);
            assertThat(member.nextPosition(position -> position.lastSeq() == null)
                            .epoch())
                    .isEqualTo(member.registration().epoch());
            assertThat(deployed.agent().wasAskedMore()).isFalse();
        }
    }

    @Test
    void conversationThatNobodyUsesIsGivenBack() throws Exception {
        try (Deployed deployed =
                Deployed.one(new JsonObject().put("idle_ms", 20).put("session_ttl_ms", 0))) {
            TestMember member = deployed.member("u1");

            member.leave(0);

            await().atMost(Duration.ofSeconds(10))
                    .until(() -> onLog(
                                    deployed.vertx(),
                                    log -> log.renew("other", Duration.ofSeconds(10))
                                            .compose(renewed -> log.claim("p1", "other")))
                            .mine());
        }
    }

    /** The name of an instance that owns a conversation and is not {@code owner}. */
    private static String otherThan(Deployed deployed, String owner) throws Exception {
        for (int i = 0; ; i++) {
            TestMember member = TestMember.registered(deployed.vertx(), "u1", "other" + i);
            String name = String.valueOf(member.registration().owner());
            if (!name.equals(owner)) {
                return name;
            }
        }
    }

    /** What {@code work} brings on the log that all instances of {@code vertx} share. */
    static <T> T onLog(Vertx vertx, Function<ConversationLog, Future<T>> work) throws Exception {
        Promise<T> done = Promise.promise();
        vertx.getOrCreateContext()
                .runOnContext(v ->
                        Logs.open(vertx, StoreConfig.memory()).compose(work).onComplete(done));
        return done.future().await(10, SECONDS);
    }
}
