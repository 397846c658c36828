package io.parley.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.protocol.ErrorCode;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MailboxTest {
    private final List<String> ran = new ArrayList<>();

    @Test
    void twoHundredThousandWaitingTurnsRunInOrderWithoutADeeperStack() {
        int count = 200_000;
        Mailbox mailbox = new Mailbox(count);
        Promise<Void> first = Promise.promise();
        List<Integer> order = new ArrayList<>();
        mailbox.submit(first::future);
        List<Future<Integer>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = i;
            all.add(mailbox.submit(() -> {
                order.add(number);
                return Future.succeededFuture(number);
            }));
        }

        first.complete();

        assertThat(order).hasSize(count).isSorted();
        assertThat(all.get(count - 1).result()).isEqualTo(count - 1);
        assertThat(mailbox.isIdle()).isTrue();
    }

    @Test
    void turnThatSubmitsTheNextOneNeedsNoDeeperStackEither() {
        Mailbox mailbox = new Mailbox(10);
        List<Integer> order = new ArrayList<>();

        submitNext(mailbox, order, 200_000);

        assertThat(order).hasSize(200_000);
    }

    @Test
    void nextTurnWaitsForTheFutureOfTheOneBefore() {
        Mailbox mailbox = new Mailbox(10);
        Promise<String> slow = Promise.promise();
        mailbox.submit(slow::future);

        mailbox.submit(() -> runs("second"));

        assertThat(ran).isEmpty();
        slow.complete("done");
        assertThat(ran).containsExactly("second");
    }

    @Test
    void turnThatThrowsOrFailsLetsTheNextOneRun() {
        Mailbox mailbox = new Mailbox(10);

        Future<String> thrown = mailbox.submit(() -> {
            throw new IllegalStateException("boom");
        });
        Future<String> failed = mailbox.submit(() -> Future.failedFuture("no"));
        mailbox.submit(() -> runs("third"));

        assertThat(thrown.cause()).hasMessage("boom");
        assertThat(failed.cause()).hasMessage("no");
        assertThat(ran).containsExactly("third");
    }

    @Test
    void turnThatGivesNoFutureOrThrowsAnErrorFailsAndLetsTheNextOneRun() {
        Mailbox mailbox = new Mailbox(10);

        Future<String> none = mailbox.submit(MailboxTest::noFuture);
        Future<String> error = mailbox.submit(() -> {
            throw new NoClassDefFoundError("gone");
        });
        mailbox.submit(() -> runs("third"));

        assertThat(none.cause()).isInstanceOf(NullPointerException.class);
        assertThat(error.cause()).isInstanceOf(NoClassDefFoundError.class);
        assertThat(ran).containsExactly("third");
        assertThat(mailbox.isIdle()).isTrue();
    }

    @Test
    void listenersThatThrowKeepNobodyWaiting() {
        Mailbox mailbox = new Mailbox(10);
        Promise<String> slow = Promise.promise();
        mailbox.submit(slow::future).onComplete(MailboxTest::boom);
        mailbox.submit(() -> runs("second")).onComplete(MailboxTest::boom);
        mailbox.submit(() -> runs("third"));

        assertThatThrownBy(() -> slow.complete("done")).hasMessage("boom");

        assertThat(ran).containsExactly("second", "third");
        assertThat(mailbox.isIdle()).isTrue();
    }

    @Test
    void fullMailboxRefusesWithoutRunningButTakesWhatIsInsistedOn() {
        Mailbox mailbox = new Mailbox(1);
        Promise<String> slow = Promise.promise();
        mailbox.submit(slow::future);
        mailbox.submit(() -> runs("waiting"));

        Future<String> refused = mailbox.submit(() -> runs("refused"));
        mailbox.insist(() -> runs("own work"));
        slow.complete("done");

        assertThat(refused.cause())
                .isInstanceOfSatisfying(
                        Refusal.class, no -> assertThat(no.code()).isEqualTo(ErrorCode.BUSY));
        assertThat(ran).containsExactly("waiting", "own work");
    }

    private static void submitNext(Mailbox mailbox, List<Integer> order, int left) {
        mailbox.submit(() -> {
            order.add(left);
            if (left > 1) {
                submitNext(mailbox, order, left - 1);
            }
            return Future.succeededFuture(left);
        });
    }

    @SuppressWarnings("NullAway") // what an application's code can do all the same
    private static Future<String> noFuture() {
        return null;
    }

    private static void boom(AsyncResult<String> result) {
        throw new IllegalStateException("boom");
    }

    private Future<String> runs(String name) {
        ran.add(name);
        return Future.succeededFuture(name);
    }
}
