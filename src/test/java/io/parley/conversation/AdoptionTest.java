package io.parley.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.parley.faults.Row;
import io.parley.protocol.Logged;
import io.parley.store.ConversationLog;
import io.parley.store.Entry;
import io.parley.store.OpenTurn;
import io.parley.store.Page;
import io.parley.store.StoredEntry;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Turns of an owner that is gone end though nobody asks for their conversations. */
class AdoptionTest {
    private static final JsonObject FAST = new JsonObject().put("renew_ms", 50);
    private static final int MANY = 30;

    @Test
    void turnThatNobodyHadBegunIsAnsweredThoughItsTakeoverComesWhileTheLogIsAskedWhatIsOurs() throws Exception {
        FaultyLog log = new FaultyLog();
        try (Deployed deployed = new Deployed()) {
            deployed.deploy(log.behind(deployed.agent()), FAST.copy().put("lease_ms", 60_000));
            FaultyLog.Held claimed = log.holds("claim");
            dies(deployed, "p2", false);
            claimed.awaitCall();
            FaultyLog.Held ours = log.holds("ownedBy");
            log.fails("renew", 1); // so that the next one asks, and begins another term
            ours.awaitCall();

            claimed.answer();
            ours.answer();
            deployed.agent().next().completes();

            await().atMost(Duration.ofSeconds(10))
                    .until(() -> open(deployed, "p2").isEmpty());
            Page page = InstancesTest.onLog(deployed.vertx(), real -> real.after("p2", 0, 10));
            assertThat(page.entries())
                    .extracting(StoredEntry::message)
                    .last()
                    .isInstanceOfSatisfying(
                            Logged.AiReply.class,
                            reply -> assertThat(reply.status()).isEqualTo(Logged.AiReply.Outcome.COMPLETE));
        }
    }

    @Test
    @Row(8)
    void answerOfADeadOwnerEndsThoughNobodyWatchesAndItsConversationIsGivenBack() throws Exception {
        try (Deployed deployed = Deployed.one(FAST.copy().put("idle_ms", 20))) {
            dies(deployed, "p1", true);

            await().atMost(Duration.ofSeconds(15))
                    .until(() -> open(deployed, "p1").isEmpty());

            Page page = InstancesTest.onLog(deployed.vertx(), log -> log.after("p1", 0, 10));
            assertThat(page.entries())
                    .extracting(StoredEntry::message)
                    .satisfiesExactly(
                            question -> assertThat(question).isInstanceOf(Logged.UserMessage.class),
                            end -> assertThat(end)
                                    .isInstanceOfSatisfying(
                                            Logged.AiReply.class,
                                            reply -> assertThat(reply.status())
                                                    .isEqualTo(Logged.AiReply.Outcome.INTERRUPTED)));
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> InstancesTest.onLog(deployed.vertx(), log -> log.claim("p1", "other"))
                            .mine());
        }
    }

    @Test
    void manyTurnsOfADeadOwnerAreBegunOnceEachWhoeverTakesThemOn() throws Exception {
        try (Deployed deployed = Deployed.one(FAST)) {
            deployed.deploy(FAST);
            deployed.deploy(FAST);
            for (int i = 0; i < MANY; i++) {
                dies(deployed, "project" + i, false);
            }

            Set<String> asked = new TreeSet<>();
            for (int i = 0; i < MANY; i++) {
                ScriptedAgent.Asked turn = deployed.agent().next();
                asked.add(turn.turn().projectId());
                turn.completes();
            }

            assertThat(asked).hasSize(MANY);
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> open(deployed, "project7").isEmpty());
            assertThat(deployed.agent().wasAskedMore()).isFalse();
        }
    }

    @Test
    void whatALivingOwnerIsAtIsLeftToIt() throws Exception {
        try (Deployed deployed = Deployed.one(FAST)) {
            TestMember member = deployed.member("u1");
            long epoch = member.registration().epoch();
            member.chat("c1", "hi");
            ScriptedAgent.Asked asked = deployed.agent().next();
            dies(deployed, "p2", false);

            deployed.agent().next().completes(); // the look that found p2 has passed p1
            asked.completes();

            assertThat(member.next(Logged.AiReply.class).status()).isEqualTo(Logged.AiReply.Outcome.COMPLETE);
            assertThat(member.register(null, null).epoch()).isEqualTo(epoch);
        }
    }

    @Test
    void turnWhoseTakeoverALapseOfTheLeaseInterruptsEndsWhenTheLeaseIsHeldAgain() throws Exception {
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(Claims.class);
        lines.start();
        logger.addAppender(lines);
        FaultyLog log = new FaultyLog();
        try (Deployed deployed = new Deployed()) {
            deployed.deploy(log.behind(deployed.agent()), FAST.copy().put("lease_ms", 1_000));
            TestMember member = deployed.member("u1");
            FaultyLog.Held claimed = log.holds("claim");
            dies(deployed, "p2", true);
            claimed.awaitCall();

            log.fails("renew", Integer.MAX_VALUE);
            LapseTest.awaitRefusal(member);
            FaultyLog.Held givenBack = log.holds("release"); // from now on no sweep gives anything back
            claimed.answer();
            givenBack.awaitCall();
            log.heals();
            LapseTest.awaitRegistered(member);
            givenBack.answer();

            await().atMost(Duration.ofSeconds(15))
                    .until(() -> open(deployed, "p2").isEmpty());
        } finally {
            logger.detachAppender(lines);
        }
        assertThat(List.copyOf(lines.list))
                .extracting(ILoggingEvent::getLevel)
                .contains(Level.WARN)
                .doesNotContain(Level.ERROR);
    }

    /** An owner dies with one question that it had begun to answer, or not; its lease runs out soon after. */
    private static void dies(Deployed deployed, String projectId, boolean begun) throws Exception {
        InstancesTest.onLog(
                deployed.vertx(),
                log -> log.renew("dead", Duration.ofMillis(300))
                        .compose(renewed -> log.claim(projectId, "dead"))
                        .compose(claim -> log.append(claim, question(projectId))
                                .compose(seq -> begun ? log.beginAttempt(claim, seq, 1) : Future.succeededFuture())));
    }

    private static Entry question(String projectId) {
        Entry asked = CrashTest.question("m1");
        Logged.UserMessage message = (Logged.UserMessage) asked.message();
        Logged here = new Logged.UserMessage(
                1, projectId, 0, "m-" + projectId, "c1", message.userId(), "hi", List.of(), null, null, null, null);
        return new Entry(here, "u1", "c1", null, asked.begins());
    }

    private static List<OpenTurn> open(Deployed deployed, String projectId) throws Exception {
        return InstancesTest.onLog(deployed.vertx(), (ConversationLog log) -> log.openTurns(projectId));
    }
}
