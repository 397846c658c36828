package io.parley.store;

import static io.parley.store.ConversationLogContract.get;
import static io.parley.store.ConversationLogContract.history;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.protocol.Logged;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Writers that append one entry after the other, each to a conversation of its own, and try again with the same entry when
 * the log cannot; with what they were told.
 */
final class Writers {
    private static final String OWNER = "writers";
    private static final long RETRY_MS = 20;

    private final Vertx vertx;
    private final ConversationLog log;
    private final List<Claim> claims;
    private final Map<String, Long> acknowledged = new ConcurrentHashMap<>();
    private final Queue<Throwable> unexpected = new ConcurrentLinkedQueue<>();
    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong slowestNanos = new AtomicLong();
    private final AtomicLong running = new AtomicLong();
    private volatile boolean stopped;

    Writers(Vertx vertx, ConversationLog log, int count) {
        this.vertx = vertx;
        this.log = log;
        this.claims = IntStream.range(0, count)
                .mapToObj(i -> get(log.claim("w" + i, OWNER)))
                .toList();
    }

    /** Begins, and goes on until {@link #stop}. */
    Writers start() {
        running.set(claims.size());
        claims.forEach(claim -> next(claim, 0));
        return this;
    }

    /** Ends when what is under way has ended. */
    void stop() {
        stopped = true;
        org.awaitility.Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> running.get() == 0);
    }

    long acknowledged() {
        return acknowledged.size();
    }

    long failures() {
        return failures.get();
    }

    /** The longest that any entry waited for its acknowledgement or its refusal. */
    Duration slowest() {
        return Duration.ofNanos(slowestNanos.get());
    }

    /** Where they write. */
    List<String> projects() {
        return claims.stream().map(Claim::projectId).toList();
    }

    /** What was acknowledged is there under its number, all is there once, and no number is missing. */
    void assertNothingLost(ConversationLog from) {
        assertThat(unexpected).isEmpty();
        int found = 0;
        for (Claim claim : claims) {
            List<Logged> entries = history(from, claim.projectId());
            assertThat(entries.stream().map(Logged::seq))
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, entries.size()).boxed().toList());
            assertThat(entries.stream().map(Logged::messageId)).doesNotHaveDuplicates();
            for (Logged entry : entries) {
                Long told = acknowledged.get(entry.messageId());
                assertThat(told == null || told == entry.seq()).isTrue();
                found += told == null ? 0 : 1;
            }
        }
        assertThat(found).isEqualTo(acknowledged.size());
    }

    private void next(Claim claim, int number) {
        if (stopped) {
            running.decrementAndGet();
        } else {
            attempt(claim, number, ConversationLogContract.said(claim.projectId(), "n" + number));
        }
    }

    private void attempt(Claim claim, int number, Entry entry) {
        long asked = System.nanoTime();
        log.append(claim, entry).onComplete(end -> {
            slowestNanos.accumulateAndGet(System.nanoTime() - asked, Math::max);
            if (end.succeeded()) {
                acknowledged.put(entry.message().messageId(), end.result());
                next(claim, number + 1);
            } else if (end.cause() instanceof StoreFailure) {
                failures.incrementAndGet();
                again(claim, number, entry);
            } else {
                unexpected.add(end.cause());
                running.decrementAndGet();
            }
        });
    }

    private void again(Claim claim, int number, Entry entry) {
        if (stopped) {
            running.decrementAndGet();
        } else {
            vertx.setTimer(RETRY_MS, timer -> attempt(claim, number, entry));
        }
    }
}
