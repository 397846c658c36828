package io.parley.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.parley.agent.Outcome;
import io.parley.conversation.ScriptedAgent.Asked;
import io.parley.protocol.Logged;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What an operator reads of an agent that ends well and says nothing. */
class SilencesTest {
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(Silences.class);

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void hush() {
        logger.detachAppender(lines);
    }

    @Test
    void completeAnswerThatSaidNothingIsToldWithItsAgent() throws Exception {
        try (Deployed deployed = Deployed.one()) {
            TestMember member = deployed.member("u1");
            member.chat("c1", "hi");
            Asked asked = deployed.agent().next();

            asked.completes(Outcome.complete());

            Logged.AiReply reply = member.next(Logged.AiReply.class);
            assertThat(reply.status()).isEqualTo(Logged.AiReply.Outcome.COMPLETE);
            assertThat(lines.list).singleElement().satisfies(line -> {
                assertThat(line.getLevel()).isEqualTo(Level.WARN);
                assertThat(line.getKeyValuePairs())
                        .map(String::valueOf)
                        .contains("event=\"answer_empty\"", "agent=\"ScriptedAgent\"", "project_id=\"p1\"");
            });
        }
    }

    @Test
    void answerThatSaidOrDidSomethingIsNotTold() throws Exception {
        try (Deployed deployed = Deployed.one()) {
            TestMember member = deployed.member("u1");
            member.chat("c1", "hi");
            Asked first = deployed.agent().next();
            first.says("hello");
            first.completes(Outcome.complete());
            member.next(Logged.AiReply.class);
            member.chat("c2", "draw");
            deployed.agent().next().completes(Outcome.result(new JsonObject().put("a", 1)));
            member.next(Logged.AiReply.class);

            assertThat(lines.list).isEmpty();
        }
    }

    @Test
    void manyAreToldOnceInAWhileWithHowManyWereNot() {
        AtomicLong now = new AtomicLong();
        Silences silences = new Silences(new ScriptedAgent(), now::get);

        for (int i = 0; i < 1_000; i++) {
            silences.heard(Outcome.complete(), "p1", "t" + i);
        }
        now.addAndGet(TimeUnit.SECONDS.toNanos(io.parley.ops.Pace.SECONDS));
        silences.heard(Outcome.complete(), "p1", "later");

        assertThat(lines.list).hasSize(2);
        assertThat(lines.list.get(1).getKeyValuePairs()).map(String::valueOf).contains("suppressed=\"999\"");
    }
}
