package io.parley.agent.http;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.parley.agent.AgentFailure;
import io.parley.agent.Outcome;
import io.parley.agent.RecordingSink;
import io.parley.agent.RecordingSink.Step;
import io.parley.agent.Turn;
import io.parley.agent.web.Regrets;
import io.parley.agent.web.ScriptedServer;
import io.parley.agent.web.ScriptedServer.Asked;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Lang;
import io.parley.protocol.Offer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What a service says, well or badly, and what becomes of it. */
class HttpAgentTest {
    private static final String SECRET = "s3cret-of-both";
    private static final Turn TURN = new Turn(
            Turn.Kind.ANSWER,
            "t1",
            2,
            true,
            "p1",
            "u1",
            Lang.ZH_CN,
            List.of(new Turn.Said(Turn.Role.USER, "早 👋"), new Turn.Said(Turn.Role.ASSISTANT, "good morning")),
            new Turn.Message(
                    "why?",
                    List.of("https://a.example/b.png"),
                    "pick",
                    new JsonObject().put("size", 7),
                    new JsonObject().put("from", "page")));

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final RecordingSink sink = new RecordingSink(false);
    private final ScriptedServer server;
    private final HttpAgent agent;

    HttpAgentTest() throws Exception {
        server = ScriptedServer.start(vertx);
        agent = HttpAgent.of(
                vertx, new JsonObject().put("url", server.url("/agent?x=1")).put("secret", SECRET));
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(20, SECONDS);
    }

    @Test
    void serviceIsAskedTheTurnAndItsEventsStream() throws Exception {
        Future<Outcome> answer = ask();
        Asked asked = server.next().streams();
        asked.event("{\"turn_id\":\"t1\",\"attempt\":2,\"n\":1,\"thinking\":\"hm\"}")
                .event("{\"n\":2,\"content\":\"因为\"}");
        asked.event("{\"n\":3,\"progress\":40,\"phase\":\"drawing\",\"message\":\"soon\"}")
                .event("{\"n\":4,\"phase\":\"late\"}");
        asked.event(
                "{\"content\":\" 👋\",\"done\":true,\"need_more\":true,\"usage\":{\"tokens\":3},\"generate\":{\"kind\":\"picture\"},"
                        + "\"actions\":[{\"action\":\"pick\",\"label\":\"好 👍\",\"args\":{\"n\":1}}]}");

        Outcome end = answer.await(20, SECONDS);

        assertThat(asked.request().uri()).isEqualTo("/agent?x=1");
        assertThat(asked.header("Authorization")).isEqualTo("Bearer " + SECRET);
        assertThat(asked.json())
                .isEqualTo(new JsonObject("{\"turn_id\":\"t1\",\"attempt\":2,\"kind\":\"answer\",\"again\":true,"
                        + "\"project_id\":\"p1\",\"user_id\":\"u1\",\"lang\":\"zh-CN\",\"messages\":["
                        + "{\"role\":\"user\",\"content\":\"早 👋\"},{\"role\":\"assistant\",\"content\":\"good morning\"}],"
                        + "\"message\":{\"content\":\"why?\",\"attachments\":[\"https://a.example/b.png\"],"
                        + "\"action\":\"pick\",\"args\":{\"size\":7},\"metadata\":{\"from\":\"page\"}}}"));
        assertThat(sink.thinking()).isEqualTo("hm");
        assertThat(sink.content()).isEqualTo("因为 👋");
        assertThat(sink.steps()).containsExactly(new Step(40, "drawing", "soon"), new Step(40, "late", ""));
        assertThat(end.needMore()).isTrue();
        assertThat(end.usage()).isEqualTo(new JsonObject().put("tokens", 3));
        assertThat(end.generate()).isEqualTo(new JsonObject().put("kind", "picture"));
        assertThat(end.actions()).containsExactly(new Offer("pick", "好 👍", new JsonObject().put("n", 1)));
    }

    @Test
    void oneJsonIsAnAnswerToo() throws Exception {
        Future<Outcome> answer = ask();
        server.next()
                .answers(200, "application/json", "{\"thinking\":\"hm\",\"content\":\"yes\",\"result\":{\"a\":1}}");

        assertThat(answer.await(20, SECONDS).result()).isEqualTo(new JsonObject().put("a", 1));
        assertThat(sink.content()).isEqualTo("yes");
        assertThat(sink.thinking()).isEqualTo("hm");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[7]", "[{\"label\":\"no action\"}]", "[{\"action\":\"a\",\"label\":\" \"}]", "[null]"})
    void actionsThatAreNoneBreakTheAnswerOff(String actions) throws Exception {
        Future<Outcome> answer = ask();
        server.next().streams().event("{\"content\":\"so far\"}").event("{\"done\":true,\"actions\":" + actions + "}");

        assertThat(failure(answer).code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(sink.content()).isEqualTo("so far");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[{\"label\":\"no action\"}]|The field \"action\" must be 1 to 128 characters.",
                "[{\"action\":\"a\",\"label\":\"A\"}, ELEVEN]|The field \"actions\" must be a list of at most 10"
            })
    void logSaysWhatIsWrongWithActions(String actions, String sentence) throws Exception {
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(Regrets.class);
        lines.start();
        logger.addAppender(lines);
        try {
            Future<Outcome> answer = ask();
            String more = String.join(",", Collections.nCopies(10, "{\"action\":\"a\",\"label\":\"A\"}"));
            server.next().streams().event("{\"done\":true,\"actions\":" + actions.replace("ELEVEN", more) + "}");
            failure(answer);
        } finally {
            logger.detachAppender(lines);
        }

        assertThat(lines.list)
                .map(ILoggingEvent::getFormattedMessage)
                .singleElement(STRING)
                .contains(sentence);
    }

    @Test
    void stopResetsTheRequestAtOnce() throws Exception {
        ask();
        Asked asked = server.next().streams().event("{\"content\":\"one\"}");
        await().until(() -> sink.content().equals("one"));

        context.runOnContext(v -> sink.cancel());

        asked.awaitReset();
    }

    @Test
    void serviceThatIsBusyIsAskedAgainBeforeItsFirstEvent() throws Exception {
        Future<Outcome> answer = ask();
        server.next().refuses(503, "Retry-After", "0");
        server.next().streams().event("{\"content\":\"at last\",\"done\":true}");

        answer.await(20, SECONDS);

        assertThat(sink.content()).isEqualTo("at last");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"code\":\"BUSY\",\"message\":\"Full.\"}|BUSY|Full.|true",
                "{\"code\":\"UNAVAILABLE\",\"message\":\"For good.\",\"retry\":false}|UNAVAILABLE|For good.|false",
                "{\"code\":\"BAD_REQUEST\",\"message\":\"Now.\",\"retry\":true}|BAD_REQUEST|Now.|true",
                "{\"code\":\"MADE_UP\",\"message\":\"Odd.\"}|UNAVAILABLE|Odd.|true",
                "{}|UNAVAILABLE|暂时无法连接到会话服务，请重新发送。|true",
                "{\"code\":\"BUSY\"}|BUSY|会话正忙，请稍后再试。|true",
                "{\"code\":\"INTERNAL_ERROR\",\"message\":\" \"}|INTERNAL_ERROR|服务内部出错。运维人员可以在日志中查看原因。|false",
                "{\"code\":\"MSG_TOO_LARGE\"}|MSG_TOO_LARGE|会话对助手来说过长，请缩短内容或开始新会话。|false"
            })
    void errorThatTheServiceTellsIsTold(String error, ErrorCode code, String sentence, boolean retry) throws Exception {
        Future<Outcome> answer = ask();
        server.next().streams().event("{\"content\":\"so far\"}").event("{\"error\":" + error + "}");

        AgentFailure failure = failure(answer);

        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure).hasMessage(sentence);
        assertThat(failure.retry()).isEqualTo(retry);
        assertThat(failure.isInterrupted()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CUT",
                "END",
                "data: no JSON\n\n",
                "event: delta\ndata: no JSON\n\n",
                "data: {\"n\":3,\"content\":\"a hole\"}\n\n",
                "data: {\"turn_id\":\"t2\",\"content\":\"of another turn\"}\n\n",
                "data: {\"content\":7,\"done\":true}\n\n",
                "data: {\"done\":\"true\"}\n\n",
                "data: {\"error\":\"a text\"}\n\n",
                "HUGE"
            })
    void whatBreaksInTheMiddleIsInterrupted(String fault) throws Exception {
        Future<Outcome> answer = ask();
        Asked asked = server.next().streams().event("{\"n\":1,\"content\":\"so far\"}");
        await().until(() -> !sink.content().isEmpty());

        switch (fault) {
            case "CUT" -> asked.cuts();
            case "END" -> asked.ends();
            case "HUGE" -> asked.sends("data: " + "x".repeat(2 << 20));
            default -> asked.sends(fault);
        }

        assertThat(failure(answer).isInterrupted()).isTrue();
        assertThat(sink.content()).isEqualTo("so far");
        assertThat(server.wasAskedMore()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"text\":\"yes\"}",
                "{\"message\":\"yes\"}",
                "{\"usage\":{}}",
                "{\"content\":null}",
                "{\"content\":[]}",
                "[]"
            })
    void jsonThatIsNoAnswerIsNotTakenForAnEmptyOne(String json) throws Exception {
        Future<Outcome> answer = ask();
        server.next().answers(200, "application/json", json);

        assertThat(failure(answer).code()).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void eventsThatKeepTheStreamOpenSayNothing() throws Exception {
        Future<Outcome> answer = ask();
        server.next()
                .streams()
                .sends("data:\n\n: hm\n\nevent: ping\ndata: now\n\n")
                .event("{\"n\":1,\"content\":\"yes\",\"done\":true}");

        answer.await(20, SECONDS);

        assertThat(sink.content()).isEqualTo("yes");
    }

    /** And takes none of the service's numbers. */
    @ParameterizedTest
    @ValueSource(strings = {"ping", "keepalive", "keep-alive", "heartbeat"})
    void eventThatIsNamedAsOneThatKeepsTheStreamOpenSaysNothingWhateverItsData(String name) throws Exception {
        Future<Outcome> answer = ask();
        server.next()
                .streams()
                .event("{\"n\":1,\"content\":\"y\"}")
                .sends("event: " + name + "\ndata: {\"type\":\"ping\"}\n\n")
                .event("{\"n\":2,\"content\":\"es\",\"done\":true}");

        answer.await(20, SECONDS);

        assertThat(sink.content()).isEqualTo("yes");
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 302, 307, 400, 401, 404})
    void whatIsNoAnswerIsForTheOperator(int status) throws Exception {
        Future<Outcome> answer = ask();
        server.next().refuses(status, "Location", server.url("/elsewhere"));

        assertThat(failure(answer).code()).isEqualTo(ErrorCode.INTERNAL_ERROR);
        assertThat(server.wasAskedMore()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"tls_ca, /missing.pem", "proxy, localhost"})
    void wayThatIsNoneIsRefusedAtTheStart(String key, String value) {
        JsonObject section = new JsonObject().put("url", "https://localhost").put(key, value);

        var wrong = catchThrowableOfType(IllegalArgumentException.class, () -> HttpAgent.of(vertx, section));

        assertThat(wrong).hasMessageContaining("http_agent." + key);
    }

    @Test
    void sectionThatIsWrongIsRefusedWithoutItsSecret() {
        JsonObject section = new JsonObject().put("url", "http://localhost").put("secret", "line\nbreak");

        var wrong = catchThrowableOfType(RuntimeException.class, () -> HttpAgent.of(vertx, section));
        var none = catchThrowableOfType(IllegalArgumentException.class, () -> HttpAgent.of(vertx, new JsonObject()));

        assertThat(wrong).hasMessageContaining("http_agent.secret");
        assertThat(String.valueOf(wrong.getMessage())).doesNotContain("break");
        assertThat(none).hasMessageContaining("http_agent.url");
        assertThat(HttpAgentConfig.of(section.put("secret", SECRET)).toString()).doesNotContain(SECRET);
    }

    private Future<Outcome> ask() {
        Promise<Outcome> answer = Promise.promise();
        context.runOnContext(v -> agent.answer(TURN, sink).onComplete(answer));
        return answer.future();
    }

    private static AgentFailure failure(Future<Outcome> answer) throws Exception {
        try {
            throw new AssertionError("it ended well: " + answer.await(20, SECONDS));
        } catch (AgentFailure told) {
            return told;
        }
    }
}
