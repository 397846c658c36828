package io.parley.store;

import static io.parley.store.ConversationLogContract.P;
import static io.parley.store.ConversationLogContract.get;
import static io.parley.store.ConversationLogContract.said;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.parley.faults.Row;
import io.parley.faults.proxy.ChaosProxy;
import io.parley.faults.proxy.Direction;
import io.parley.store.StoreConfig.MySql;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The log in a database behind a bad link. */
@Row(18)
final class MySqlLinkTest {
    private static final int WRITERS = 16;

    private final Vertx vertx = Vertx.vertx();
    private StoreConfig direct;
    private ChaosProxy proxy;
    private ConversationLog log;

    @BeforeEach
    void openLog() throws Exception {
        direct = MariaDbServer.shared().newDatabase();
        MySql there = Objects.requireNonNull(direct.mysql());
        proxy = ChaosProxy.to(there.port());
        log = get(Logs.open(
                vertx,
                StoreConfig.mysql(new MySql(
                        "127.0.0.1", proxy.port(), there.database(), there.user(), there.password(), 8, null, null))));
    }

    @AfterEach
    void closeLog() throws Exception {
        get(log.close().otherwiseEmpty());
        get(vertx.close());
        proxy.close();
    }

    @Test
    void poolWhoseConnectionsAllDiedWithoutAWordIsUsableAgainWhenItsQuestionsRanOutOfTime() {
        List<Future<Long>> warm = questions();
        warm.forEach(ConversationLogContract::get);
        proxy.strandAll();

        List<Future<Long>> lost = questions();

        lost.forEach(question -> assertThatThrownBy(() -> get(question)).isInstanceOf(StoreFailure.class));
        await().atMost(Duration.ofSeconds(5)).ignoreExceptions().until(() -> get(log.lastSeq(P)) == 0);
        List<Future<Long>> after = questions();
        after.forEach(ConversationLogContract::get);
    }

    /** So many at once that each connection of the pool has one. */
    private List<Future<Long>> questions() {
        return IntStream.range(0, 50).mapToObj(i -> log.lastSeq(P)).toList();
    }

    @Test
    void linkThatSwallowsEverythingForAWhileLosesNothing() {
        Writers writers = new Writers(vertx, log, WRITERS).start();
        for (int round = 0; round < 2; round++) {
            long before = writers.acknowledged();
            await().atMost(Duration.ofSeconds(20)).until(() -> writers.acknowledged() > before + 100);
            proxy.blackHole(round == 0 ? Direction.UP : Direction.DOWN);
            long failed = writers.failures();
            await().atMost(Duration.ofSeconds(10)).until(() -> writers.failures() > failed + WRITERS);
            long atHealing = writers.acknowledged();

            proxy.heal();

            await().atMost(Duration.ofSeconds(5)).until(() -> writers.acknowledged() > atHealing + WRITERS);
        }
        writers.stop();

        writers.assertNothingLost(log);
    }

    @Test
    void connectionsThatAreResetAllTheTimeLoseNothing() {
        Writers writers = new Writers(vertx, log, WRITERS).start();
        for (int round = 0; round < 30; round++) {
            long before = writers.acknowledged();
            proxy.cutAfter(round % 2 == 0 ? Direction.UP : Direction.DOWN, 500L * round);
            await().atMost(Duration.ofSeconds(10)).until(() -> writers.acknowledged() > before + WRITERS);
        }
        writers.stop();

        writers.assertNothingLost(log);
    }

    @Test
    @Tag("slow")
    void ownerThatIsCutOffInTheMiddleOfWritingDoesNotKeepItsConversationsFromOthers() throws Exception {
        ConversationLog other = get(Logs.open(vertx, direct));
        get(other.renew("other", ConversationLogContract.LEASE));
        Writers writers = new Writers(vertx, log, WRITERS).start();
        await().atMost(Duration.ofSeconds(20)).until(() -> writers.acknowledged() > 500);

        proxy.strandAll();
        proxy.refuse(true);

        for (String project : writers.projects()) {
            Claim taken = await().atMost(Duration.ofSeconds(15))
                    .ignoreExceptions()
                    .until(() -> get(other.claim(project, "other")), Claim::mine);
            get(other.append(taken, said(project, "of the other")));
        }
        writers.stop();
        writers.assertNothingLost(other);
        get(other.close());
    }
}
