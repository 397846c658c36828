package io.parley.store;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.parley.protocol.ErrorCode;
import io.parley.protocol.Ids;
import io.parley.protocol.Logged;
import io.parley.protocol.Logged.AiReply;
import io.parley.protocol.Logged.UserMessage;
import io.parley.store.Entry.NewTurn;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What every {@link ConversationLog} promises. Each driver's test extends the contracts that extend this. */
abstract class ConversationLogContract implements LogUnderTest {
    static final String P = "p1";
    static final String A = "instance-a";
    static final String B = "instance-b";
    static final Duration LEASE = Duration.ofSeconds(60);

    final Vertx vertx = Vertx.vertx();
    Path folder;
    ConversationLog log;

    @BeforeEach
    void openLog(@TempDir Path folder) {
        this.folder = folder;
        log = openAnother();
        get(log.renew(A, LEASE));
        get(log.renew(B, LEASE));
    }

    @AfterEach
    void closeLog() {
        get(log.close());
        get(vertx.close());
    }

    ConversationLog openAnother() {
        return get(open(vertx, folder));
    }

    Claim claim() {
        return get(log.claim(P, A));
    }

    Claim claim(String projectId) {
        return get(log.claim(projectId, A));
    }

    long append(Claim claim, Entry entry) {
        return get(log.append(claim, entry));
    }

    /** All entries, read page by page as a client would. */
    List<Logged> history(String projectId) {
        return history(log, projectId);
    }

    static List<Logged> history(ConversationLog log, String projectId) {
        List<Logged> all = new java.util.ArrayList<>();
        Page page;
        do {
            page = get(log.after(projectId, all.size(), 50));
            page.entries().forEach(entry -> all.add(entry.message()));
        } while (page.more());
        return all;
    }

    static <T> T get(Future<T> future) {
        try {
            return future.await(20, SECONDS);
        } catch (java.util.concurrent.TimeoutException late) {
            throw new CompletionException(late);
        }
    }

    static AbstractThrowableAssert<?, ?> assertRefused(Future<?> future, Refused.Reason reason) {
        return Assertions.assertThatThrownBy(() -> get(future))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> Assertions.assertThat(refused.reason()).isEqualTo(reason));
    }

    static Entry said(String content) {
        return entry(message(P, null, content), null, null);
    }

    static Entry said(String projectId, String content) {
        return entry(message(projectId, null, content), null, null);
    }

    /** A message of user {@code u1} under a client id. */
    static Entry said(String projectId, String clientId, String content) {
        return new Entry(message(projectId, clientId, content), "u1", clientId, null, null);
    }

    /** A message that begins a turn. */
    static Entry asked(String content) {
        return asked(content, new NewTurn(TurnKind.ANSWER, Ids.next(), null));
    }

    static Entry asked(String content, NewTurn turn) {
        return entry(message(P, null, content), null, turn);
    }

    /** The end of the turn that {@code seq} began. */
    static Entry answered(long seq, String content) {
        AiReply reply = new AiReply(
                1_790_000_000_000L,
                P,
                0,
                Ids.next(),
                "turn",
                1,
                null,
                null,
                content,
                "",
                false,
                AiReply.Outcome.FAILED,
                new Logged.Cause(ErrorCode.BUSY, "busy", true),
                null,
                List.of());
        return entry(reply, seq, null);
    }

    static Entry entry(Logged message, @Nullable Long endsSeq, @Nullable NewTurn begins) {
        return new Entry(message, null, null, endsSeq, begins);
    }

    static UserMessage message(String projectId, @Nullable String clientId, String content) {
        return new UserMessage(
                1_790_000_000_000L,
                projectId,
                0,
                Ids.next(),
                clientId,
                "u1",
                content,
                List.of(),
                null,
                null,
                null,
                null);
    }

    static @Nullable String contentOf(Logged message) {
        return message instanceof AiReply reply ? reply.content() : ((UserMessage) message).content();
    }
}
