package io.parley.conversation;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.parley.bus.BusFailure;
import io.parley.bus.EventBusTransport;
import io.parley.bus.ReadRequest;
import io.parley.protocol.ErrorCode;
import io.parley.store.Claim;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

/** An owner that the log names and that is not on the bus. */
class UnreachedTest {
    private static final Claim CLAIM = new Claim("p1", "conv-other", 3, false);

    private final Logger log = (Logger) LoggerFactory.getLogger(Unreached.class);
    private final List<ILoggingEvent> lines = new CopyOnWriteArrayList<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent line) {
            lines.add(line);
        }
    };
    private long seconds;
    private final Unreached unreached = new Unreached(10_000, () -> SECONDS.toNanos(seconds));

    @BeforeEach
    void listen() {
        appender.start();
        log.addAppender(appender);
    }

    @AfterEach
    void leave() {
        log.detachAppender(appender);
    }

    @Test
    void nodeThatSharesTheLogAndNotTheBusIsNamed() throws Exception {
        try (Deployed deployed =
                Deployed.one(new JsonObject().put("lease_ms", 1_000).put("renew_ms", 300))) {
            InstancesTest.onLog(
                    deployed.vertx(),
                    held -> held.renew("conv-other", Duration.ofSeconds(60))
                            .compose(renewed -> held.claim("p1", "conv-other")));
            TestMember member = deployed.unregistered("u1");

            await().atMost(Duration.ofSeconds(30)).until(() -> {
                member.registering("p1", System.currentTimeMillis() + 5_000)
                        .otherwiseEmpty()
                        .await(10, SECONDS);
                return !lines.isEmpty();
            });

            assertThat(lines.get(0).getLevel()).hasToString("WARN");
            assertThat(fields()).contains("event=owner_unreachable", "instance=conv-other", "project_id=p1");
            assertThat(lines.get(0).getFormattedMessage()).contains("conv-other", "--cluster", "transport");
        }
    }

    @Test
    void oneLineAMinuteSaysHowManyRequestsFailed() throws Exception {
        Future<Object> nobody = nobodyThere();
        for (seconds = 0; seconds <= 100; seconds++) {
            unreached.watch(CLAIM, nobody);
        }

        assertThat(lines).hasSize(2);
        assertThat(fields()).contains("requests=12");
        assertThat(fields(1)).contains("requests=60");
    }

    @Test
    void ownerThatCrashedIsNotNamedWhileItsLeaseRuns() throws Exception {
        Future<Object> nobody = nobodyThere();
        for (seconds = 0; seconds <= 10; seconds++) {
            unreached.watch(CLAIM, nobody);
        }

        assertThat(lines).isEmpty();
    }

    @Test
    void ownerThatAnswersBetweenIsThere() throws Exception {
        Future<Object> nobody = nobodyThere();
        for (seconds = 0; seconds <= 100; seconds += 6) {
            unreached.watch(CLAIM, nobody);
            unreached.watch(CLAIM, Future.failedFuture(new BusFailure(ErrorCode.BUSY, "too much")));
        }

        assertThat(lines).isEmpty();
    }

    /** What the bus says of an address where nobody listens. */
    private static Future<Object> nobodyThere() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            Future<Object> asked = new EventBusTransport(vertx, Duration.ofSeconds(5))
                    .read("conv-other", new ReadRequest("p1", 0, 1))
                    .mapEmpty();
            await().until(asked::isComplete);
            return Future.failedFuture(asked.cause());
        } finally {
            vertx.close().await(10, SECONDS);
        }
    }

    private List<String> fields() {
        return fields(0);
    }

    private List<String> fields(int line) {
        return lines.get(line).getKeyValuePairs().stream()
                .map((KeyValuePair field) -> field.key + "=" + field.value)
                .toList();
    }
}
