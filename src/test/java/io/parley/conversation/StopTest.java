package io.parley.conversation;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.parley.agent.Outcome;
import io.parley.agent.Turn;
import io.parley.bus.Beat;
import io.parley.bus.BusFailure;
import io.parley.bus.HandleReply;
import io.parley.bus.RegisterReply;
import io.parley.conversation.ScriptedAgent.Asked;
import io.parley.faults.Row;
import io.parley.protocol.CommandName;
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
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** An instance that stops in order. */
class StopTest {
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
    void whatIsInterruptedAtAStopIsGivenBackBeforeTheLogIsClosed() throws Exception {
        FaultyLog log = new FaultyLog();
        try (Deployed deployed = new Deployed()) {
            String id = deployed.deploy(log.behind(deployed.agent()), new JsonObject().put("drain_timeout_ms", 100));
            TestMember member = deployed.member("u1");
            member.chat("c1", "hi");
            deployed.agent().next().says("so far");
            FaultyLog.Held release = log.holds("release");

            Future<Void> stopped = deployed.vertx().undeploy(id);
            release.awaitCall();
            deployed.vertx().timer(200, MILLISECONDS).onComplete(later -> release.answer());
            stopped.await(10, SECONDS);

            assertThat(log.wasClosedWhileHeld()).isFalse();
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
    void registerThatIsUnderWayWhenItsConversationIsGivenBackMakesNoSessionThere() throws Exception {
        Promise<Boolean> decision = Promise.promise();
        Authorizer slow = (userId, projectId, members) ->
                userId.equals("late") ? decision.future() : Future.succeededFuture(true);
        try (Deployed deployed = new Deployed()) {
            String first = deployed.deploy(
                    Collaborators.configured().withAgent(deployed.agent()).withAuthorizer(slow),
                    new JsonObject().put("drain_timeout_ms", 10_000));
            deployed.member("u1").chat("c1", "hi");
            Asked asked = deployed.agent().next();
            TestMember idle = TestMember.registered(deployed.vertx(), "u2", "p2");
            Future<RegisterReply> late = deployed.unregistered("late").registering("p2");
            deployed.deploy(new JsonObject());

            Future<Void> stopped = deployed.vertx().undeploy(first);
            idle.nextPosition(position -> position.lastSeq() == null);
            decision.complete(true);
            Throwable refused = catchThrowable(() -> late.await(10, SECONDS));

            assertThat(refused)
                    .isInstanceOfSatisfying(
                            BusFailure.class, no -> assertThat(no.code()).isEqualTo(ErrorCode.UNAVAILABLE));
            asked.completes();
            stopped.await(10, SECONDS);
        }
    }

    @Test
    @Row(4)
    void messageThatWaitsWhenItsConversationIsGivenBackIsToBeSentToTheNextOwner() throws Exception {
        Promise<Boolean> decision = Promise.promise();
        Authorizer slow = (userId, projectId, members) ->
                userId.equals("late") ? decision.future() : Future.succeededFuture(true);
        try (Deployed deployed = new Deployed()) {
            String first = deployed.deploy(
                    Collaborators.configured().withAgent(deployed.agent()).withAuthorizer(slow),
                    new JsonObject().put("drain_timeout_ms", 10_000));
            deployed.member("u1").chat("c1", "hi");
            Asked asked = deployed.agent().next();
            TestMember idle = TestMember.registered(deployed.vertx(), "u2", "p2");
            deployed.unregistered("late").registering("p2");
            Future<HandleReply> waits =
                    idle.handling("u2", idle.registration().owner(), TestMember.said("c2", "and now?"));
            deployed.deploy(new JsonObject());

            Future<Void> stopped = deployed.vertx().undeploy(first);
            idle.nextPosition(position -> position.lastSeq() == null);
            decision.complete(true);
            Throwable refused = catchThrowable(() -> waits.await(10, SECONDS));

            assertThat(refused)
                    .as("what a gateway answers by asking the next owner, and its client does not see")
                    .isInstanceOfSatisfying(
                            BusFailure.class, no -> assertThat(no.code()).isEqualTo(ErrorCode.UNAVAILABLE));
            asked.completes();
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
                    .until(
                            () -> InstancesTest.onLog(deployed.vertx(), log -> log.claim("p1", "other")),
                            claim -> !claim.mine());

            Future<Void> stopped = deployed.vertx().undeploy(instance);
            awaitDeaf(deployed);
            gate.complete(null);
            deployed.agent().next().completes();
            stopped.await(10, SECONDS);

            assertThat(asking.isComplete()).isTrue();
            List<OpenTurn> open = InstancesTest.onLog(deployed.vertx(), log -> log.openTurns("p1"));
            assertThat(open).isEmpty();
        }
    }

    @Test
    void turnThatHasNotBegunWhenItsInstanceStopsIsLeftToTheNextOwner() throws Exception {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        try (Deployed deployed = new Deployed()) {
            Collaborators slow = Collaborators.configured()
                    .withAgent(deployed.agent())
                    .withLog(
                            vertx -> Logs.open(vertx, StoreConfig.memory()).map(log -> slowAfter(3, vertx, log, gate)));
            String instance = deployed.deploy(
                    slow, new JsonObject().put("drain_timeout_ms", 10_000).put("tail", 1));
            TestMember member = deployed.member("u1");
            member.chat("c1", "hi");
            deployed.agent().next().completes();
            String answer = member.next(Logged.AiReply.class).messageId();
            member.command(CommandName.REGENERATE, new JsonObject().put("message_id", answer));

            Future<Void> stopped = deployed.vertx().undeploy(instance);
            awaitDeaf(deployed);
            gate.complete(null);
            stopped.await(10, SECONDS);

            List<OpenTurn> open = InstancesTest.onLog(deployed.vertx(), log -> log.openTurns("p1"));
            assertThat(open)
                    .singleElement()
                    .satisfies(turn -> assertThat(turn.attempt()).isZero());
            assertThat(deployed.agent().wasAskedMore()).isFalse();
        }
    }

    private static void awaitDeaf(Deployed deployed) throws Exception {
        TestMember member = deployed.unregistered("u2");
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            Throwable refused = catchThrowable(() -> member.registering("p2").await(10, SECONDS));
            return refused instanceof BusFailure;
        });
    }

    /** The log, in which nothing is found by its name before {@code gate} opens, once it has got {@code appends} entries. */
    private static ConversationLog slowAfter(
            int appends, Vertx vertx, ConversationLog real, CompletableFuture<Void> gate) {
        Context context = vertx.getOrCreateContext();
        AtomicInteger left = new AtomicInteger(appends);
        return (ConversationLog) Proxy.newProxyInstance(
                StopTest.class.getClassLoader(), new Class<?>[] {ConversationLog.class}, (proxy, method, args) -> {
                    if (method.getName().equals("append")) {
                        left.decrementAndGet();
                    }
                    if (method.getName().equals("byMessageId") && left.get() <= 0) {
                        return Future.fromCompletionStage(gate, context)
                                .compose(open -> real.byMessageId("p1", String.valueOf(args[1])));
                    }
                    return method.invoke(real, args);
                });
    }

    /** The log, of which {@code p1} cannot be read before {@code gate} opens. */
    private static ConversationLog slow(Vertx vertx, ConversationLog real, CompletableFuture<Void> gate) {
        Context context = vertx.getOrCreateContext();
        return (ConversationLog) Proxy.newProxyInstance(
                StopTest.class.getClassLoader(), new Class<?>[] {ConversationLog.class}, (proxy, method, args) -> {
                    if (method.getName().equals("open")) {
                        return InvocationHandler.invokeDefault(proxy, method, args); // claims, and reads, by this one
                    }
                    if (method.getName().equals("contents") && "p1".equals(args[0])) {
                        return Future.fromCompletionStage(gate, context).compose(open -> real.contents("p1", 200));
                    }
                    return method.invoke(real, args);
                });
    }
}
