package io.parley.conversation;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.parley.bus.BusFailure;
import io.parley.bus.RegisterReply;
import io.parley.conversation.ScriptedAgent.Asked;
import io.parley.faults.Row;
import io.parley.ops.Metrics;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Logged;
import io.parley.protocol.ServerMessage;
import io.parley.store.OpenTurn;
import io.parley.store.Page;
import io.parley.store.StoredEntry;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An owner that could not renew its lease for a while, or that the log knows no more: what it has read does not hold. */
class LapseTest {
    private static final JsonObject FAST =
            new JsonObject().put("lease_ms", 1_000).put("renew_ms", 50);

    private final FaultyLog log = new FaultyLog();

    @Test
    void answerGoesOnAfterATimeWithoutALeaseThatNobodyElseUsed() throws Exception {
        try (Deployed deployed = deployed()) {
            TestMember member = deployed.member("u1");
            member.chat("c1", "hi");
            Asked asked = deployed.agent().next();
            long epoch = member.registration().epoch();

            log.fails("renew", Integer.MAX_VALUE);
            awaitRefusal(member);
            asked.says("in the dark");
            log.heals();
            awaitRegistered(member);
            RegisterReply reply = member.registration();
            asked.completes();

            assertThat(reply.epoch()).isEqualTo(epoch);
            assertThat(reply.running())
                    .singleElement()
                    .isInstanceOfSatisfying(
                            ServerMessage.AiSnapshot.class,
                            snapshot -> assertThat(snapshot.attempt()).isEqualTo(1));
            Logged.AiReply end = member.next(Logged.AiReply.class);
            assertThat(end.status()).isEqualTo(Logged.AiReply.Outcome.COMPLETE);
            assertThat(end.content()).isEqualTo("in the dark");
        }
    }

    @Test
    void whatIsClaimedWhileTheLogIsAskedWhatIsStillOursGoesOn() throws Exception {
        try (Deployed deployed = deployed(
                new JsonObject().put("lease_ms", 60_000).put("renew_ms", 1_000))) { // p2 comes between two of them
            deployed.member("u1");
            FaultyLog.Held ours = log.holds("ownedBy");
            log.fails("renew", 1); // so that the next one asks
            ours.awaitCall();
            TestMember later = TestMember.registered(deployed.vertx(), "u2", "p2");
            later.chat("c1", "hi");
            Asked asked = deployed.agent().next();

            ours.answer();
            asked.says("still ours");
            asked.completes();

            Logged.AiReply end = later.next(Logged.AiReply.class);
            assertThat(end.status()).isEqualTo(Logged.AiReply.Outcome.COMPLETE);
            assertThat(end.content()).isEqualTo("still ours");
        }
    }

    @Test
    void nothingIsLoggedWithoutALeaseAndTheEndOfAnAnswerWaitsForIt() throws Exception {
        try (Deployed deployed = deployed()) {
            TestMember member = deployed.member("u1");
            member.chat("c1", "hi");
            Asked asked = deployed.agent().next();
            log.fails("renew", Integer.MAX_VALUE);
            awaitRefusal(member);

            CompletableFuture<Void> ended = new CompletableFuture<>();
            asked.completes();
            asked.context().runOnContext(v -> ended.complete(null));
            ended.get(10, SECONDS);
            List<OpenTurn> open = InstancesTest.onLog(deployed.vertx(), real -> real.openTurns("p1"));
            log.heals();

            assertThat(open).hasSize(1);
            assertThat(member.next(Logged.AiReply.class).status()).isEqualTo(Logged.AiReply.Outcome.COMPLETE);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Row(9)
    void ownerThatWasFrozenLosesToTheNextOneAndTheAnswerEndsOnce(boolean agentEndsFirst) throws Exception {
        try (Deployed deployed = deployed()) {
            TestMember member = deployed.member("u1");
            String frozen = String.valueOf(member.registration().owner());
            member.chat("c1", "hi");
            Asked asked = deployed.agent().next();
            log.fails("renew", Integer.MAX_VALUE);
            awaitRefusal(member);

            deployed.deploy(FAST); // takes the conversation on, as its owner's lease is out
            await().atMost(Duration.ofSeconds(15))
                    .until(() -> InstancesTest.onLog(deployed.vertx(), real -> real.openTurns("p1"))
                            .isEmpty());
            asked.says("too late");
            if (agentEndsFirst) {
                asked.completes();
                log.heals();
                awaitOtherOwner(member, frozen);
            } else {
                log.heals();
                asked.awaitStop();
            }
            BusFailure refused = catchThrowableOfType(
                    BusFailure.class, () -> member.handle(frozen, TestMember.said("c2", "still there?")));
            RegisterReply reply = member.register(null, 0L);

            assertThat(refused.code()).isEqualTo(ErrorCode.UNAVAILABLE);
            assertThat(reply.owner()).isNotEqualTo(frozen);
            assertThat(reply.epoch()).isGreaterThan(1);
            assertInterruptedOnce(deployed);
            await().untilAsserted(() -> assertThat(scraped(deployed))
                    .contains(
                            "parley_ownership_changes_total{change=\"claimed\"} 2.0",
                            "parley_ownership_changes_total{change=\"lost\"} 1.0")
                    .doesNotContain("parley_lease_renewals_failed_total 0.0"));
        }
    }

    @Test
    void ownerThatLostItsLeaseByTheStoresClockFindsOutThoughNobodyAsksIt() throws Exception {
        try (Deployed deployed = deployed()) {
            TestMember member = deployed.member("u1");
            String owner = String.valueOf(member.registration().owner());

            InstancesTest.onLog(
                    deployed.vertx(),
                    real -> real.retire(owner)
                            .compose(retired -> real.renew("other", Duration.ofSeconds(10)))
                            .compose(renewed -> real.claim("p1", "other")));

            assertThat(member.nextPosition(position -> position.lastSeq() == null)
                            .epoch())
                    .isEqualTo(member.registration().epoch());
        }
    }

    @Test
    void ownerWhoseRenewalFoundThatInVainFindsItOutByTheNext() throws Exception {
        try (Deployed deployed =
                deployed(new JsonObject().put("lease_ms", 60_000).put("renew_ms", 50))) {
            TestMember member = deployed.member("u1");
            String owner = String.valueOf(member.registration().owner());
            log.fails("renew", Integer.MAX_VALUE);
            InstancesTest.onLog(
                    deployed.vertx(),
                    real -> real.retire(owner)
                            .compose(retired -> real.renew("other", Duration.ofSeconds(10)))
                            .compose(renewed -> real.claim("p1", "other")));

            log.losesTheAnswerTo("renew");

            assertThat(member.nextPosition(position -> position.lastSeq() == null)
                            .epoch())
                    .isEqualTo(member.registration().epoch());
        }
    }

    @Test
    void leaseIsHeldAgainOnlyWhenItIsKnownWhatIsStillOurs() throws Exception {
        try (Deployed deployed = deployed()) {
            TestMember member = deployed.member("u1");
            log.fails("renew", Integer.MAX_VALUE);
            awaitRefusal(member);

            log.fails("ownedBy", 3);
            log.recovers("renew");
            ErrorCode early = refusal(member);
            await().atMost(Duration.ofSeconds(10)).until(log::isSound);

            assertThat(early).isEqualTo(ErrorCode.UNAVAILABLE);
            awaitRegistered(member);
        }
    }

    @Test
    void ownerOfALogThatHasLostEntriesLetsTheConversationGo() throws Exception {
        try (Deployed deployed = deployed()) {
            TestMember member = deployed.member("u1");
            member.chat("c1", "hi");
            deployed.agent().next().completes();
            member.next(Logged.AiReply.class);
            log.answers("append", 2L); // as where the answer, which was number 2, is not there any more

            BusFailure refused =
                    catchThrowableOfType(BusFailure.class, () -> member.send(TestMember.said("c2", "more")));

            assertThat(refused.code()).isEqualTo(ErrorCode.UNAVAILABLE);
            assertThat(member.nextPosition(position -> position.lastSeq() == null)
                            .epoch())
                    .isEqualTo(member.registration().epoch());
            await().untilAsserted(() -> assertThat(scraped(deployed))
                    .contains(
                            "parley_ownership_changes_total{change=\"lost\"} 1.0",
                            "parley_refused_appends_total 1.0",
                            "parley_lease_renewals_failed_total 0.0"));
        }
    }

    private static List<String> scraped(Deployed deployed) {
        return Metrics.of(deployed.vertx()).scrape().orElseThrow().lines().toList();
    }

    private static void assertInterruptedOnce(Deployed deployed) throws Exception {
        Page page = InstancesTest.onLog(deployed.vertx(), real -> real.after("p1", 0, 10));
        assertThat(page.entries())
                .extracting(StoredEntry::message)
                .satisfiesExactly(
                        question -> assertThat(question).isInstanceOf(Logged.UserMessage.class),
                        end -> assertThat(end)
                                .isInstanceOfSatisfying(
                                        Logged.AiReply.class,
                                        one -> assertThat(one.status()).isEqualTo(Logged.AiReply.Outcome.INTERRUPTED)));
    }

    private Deployed deployed() throws Exception {
        return deployed(FAST);
    }

    private Deployed deployed(JsonObject config) throws Exception {
        Deployed deployed = new Deployed();
        deployed.deploy(log.behind(deployed.agent()), config);
        return deployed;
    }

    static void awaitRefusal(TestMember member) {
        await().atMost(Duration.ofSeconds(10)).ignoreExceptions().until(() -> refusal(member) == ErrorCode.UNAVAILABLE);
    }

    private static void awaitOtherOwner(TestMember member, String former) {
        await().atMost(Duration.ofSeconds(10))
                .ignoreExceptions()
                .until(() -> !former.equals(member.register(null, null).owner()));
    }

    static void awaitRegistered(TestMember member) {
        await().atMost(Duration.ofSeconds(10))
                .ignoreExceptions()
                .until(() -> member.register(null, 1L).success());
    }

    private static ErrorCode refusal(TestMember member) throws Exception {
        return catchThrowableOfType(BusFailure.class, () -> member.register(null, null))
                .code();
    }
}
