package io.parley.ops;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class PaceTest {
    private static final EventLog LOG = EventLog.of(PaceTest.class, EventLog.PARLEY);

    private final Logger logger = (Logger) LoggerFactory.getLogger(PaceTest.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final AtomicLong now = new AtomicLong(System.nanoTime());
    private final Pace pace = new Pace(now::get);

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(lines);
    }

    @Test
    void aStormIsOneLineInTenSecondsWhichCountsTheOthers() {
        fail();
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(9_999));
        fail();
        fail();
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
        fail();

        assertThat(lines.list).hasSize(2);
        assertThat(lines.list.get(0).getKeyValuePairs()).map(String::valueOf).contains("suppressed=\"0\"");
        assertThat(lines.list.get(1).getKeyValuePairs()).map(String::valueOf).contains("suppressed=\"2\"");
    }

    private void fail() {
        pace.log(LOG.warn("storm"), "something failed");
    }
}
