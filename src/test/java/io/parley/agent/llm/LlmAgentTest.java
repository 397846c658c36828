package io.parley.agent.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.parley.agent.Outcome;
import io.parley.agent.RecordingSink;
import io.parley.agent.Turn;
import io.parley.agent.web.ScriptedServer.Asked;
import io.parley.ops.Metrics;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a model's server says, well or badly, and what becomes of it. */
class LlmAgentTest {
    private final Model model;
    private final RecordingSink sink = new RecordingSink(false);

    LlmAgentTest() throws Exception {
        model = Model.configured(new JsonObject()
                .put("system_prompt", "Be brief.")
                .put("temperature", 0.5)
                .put("max_tokens", 99)
                .put("retry_after_ms", 5_000));
    }

    @AfterEach
    void close() throws Exception {
        model.close();
    }

    @Test
    void modelIsAskedWithWhatWasSaidBeforeAndItsWordsStream() throws Exception {
        Future<Outcome> answer = model.ask(sink);
        Asked asked = model.server().next();
        asked.streams()
                .event(Model.delta("reasoning_content", "hm"))
                .event(Model.delta("content", "Be"))
                .event(Model.delta("content", "cause 因为👋"));
        asked.event(Model.STOP)
                .event("{\"choices\":[],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":3}}")
                .sends("data: [DONE]\n\n");

        Outcome end = Model.end(answer);

        assertThat(asked.request().path()).isEqualTo("/v1/chat/completions");
        assertThat(asked.header("Authorization")).isEqualTo("Bearer " + Model.KEY);
        assertThat(asked.json())
                .isEqualTo(new JsonObject(
                        "{\"model\":\"small\",\"stream\":true,\"stream_options\":{\"include_usage\":true},"
                                + "\"temperature\":0.5,\"max_tokens\":99,\"messages\":["
                                + "{\"role\":\"system\",\"content\":\"Be brief.\"},{\"role\":\"user\",\"content\":\"早 👋\"},"
                                + "{\"role\":\"assistant\",\"content\":\"good morning\"},"
                                + "{\"role\":\"user\",\"content\":\"why?\"}]}"));
        assertThat(sink.thinking()).isEqualTo("hm");
        assertThat(sink.tokens()).containsExactly("Be", "cause 因为👋");
        assertThat(end.usage())
                .isEqualTo(new JsonObject().put("prompt_tokens", 12).put("completion_tokens", 3));
        assertThat(Metrics.of(model.vertx()).scrape().orElseThrow())
                .contains("parley_model_tokens_total{direction=\"in\"} 12.0")
                .contains("parley_model_tokens_total{direction=\"out\"} 3.0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"reasoning\":\"hm\",\"content\":\"yes\"}",
                "{\"reasoning\":\"hm\",\"reasoning_content\":\"hm\",\"content\":\"yes\"}",
                "{\"reasoning_text\":\"hm\",\"content\":\"yes\"}",
                "{\"content\":\"<think>hm</think>\\n\\nyes\"}",
                "{\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"hm\"}]},"
                        + "{\"type\":\"text\",\"text\":\"yes\"}]}"
            })
    void whatIsThoughtAloudIsToldApartUnderEachOfItsNames(String words) throws Exception {
        Future<Outcome> answer = model.ask(sink);
        model.server()
                .next()
                .streams()
                .event("{\"choices\":[{\"delta\":" + words + "}]}")
                .event(Model.STOP)
                .ends();

        Model.end(answer);

        assertThat(sink.thinking()).isEqualTo("hm");
        assertThat(sink.content()).isEqualTo("yes");
    }

    @Test
    void answerIsWholeWhereItsBytesComeOneByOne() throws Exception {
        Future<Outcome> answer = model.ask(sink);
        Asked asked = model.server().next().streams();
        String stream = ": ping\r\n\r\ndata: " + Model.delta("content", "你好 👋") + "\r\n\r\ndata: [DONE]\r\n\r\n";
        for (byte one : stream.getBytes(StandardCharsets.UTF_8)) {
            asked.sends(Buffer.buffer().appendByte(one));
        }

        Model.end(answer);

        assertThat(sink.content()).isEqualTo("你好 👋");
    }

    @Test
    void serverThatDoesNotStreamIsHeardToo() throws Exception {
        Future<Outcome> answer = model.ask(sink);
        model.server()
                .next()
                .answers(
                        200,
                        "application/json; charset=utf-8",
                        "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"你好\",\"reasoning_content\":\"hm\"},"
                                + "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}}");

        assertThat(Model.end(answer).usage()).isNotNull();
        assertThat(sink.content()).isEqualTo("你好");
        assertThat(sink.thinking()).isEqualTo("hm");
    }

    @Test
    void ofSeveralAnswersOnlyTheFirstIsHeard() throws Exception {
        Future<Outcome> answer = model.ask(sink);
        model.server()
                .next()
                .streams()
                .event("{\"choices\":[{\"index\":1,\"delta\":{\"content\":\"other\"}}]}")
                .event("{\"choices\":[{\"index\":1,\"delta\":{\"content\":\"other\"}},"
                        + "{\"index\":0,\"delta\":{\"content\":\"one\"}}]}")
                .event("{\"choices\":[{\"index\":1,\"delta\":{},\"finish_reason\":\"length\"}]}")
                .event(Model.STOP)
                .ends();

        Model.end(answer);

        assertThat(sink.content()).isEqualTo("one");
    }

    @Test
    void taskBecomesAResult() throws Exception {
        Future<Outcome> answer = model.ask(Turn.Kind.TASK, sink);
        model.server()
                .next()
                .streams()
                .event(Model.delta("reasoning", "hm"))
                .event(Model.delta("content", "# Report"))
                .event(Model.STOP)
                .ends();

        Outcome end = Model.end(answer);

        assertThat(end.result()).isEqualTo(new JsonObject().put("content", "# Report"));
        assertThat(sink.steps()).extracting(RecordingSink.Step::phase).containsExactly("thinking", "writing");
        assertThat(sink.tokens()).isEmpty();
    }

    @Test
    void stepOfATaskIsToldOnceAndWhatComesMeanwhileIsASignOfLife() throws Exception {
        Future<Outcome> answer = model.ask(Turn.Kind.TASK, sink);
        Asked asked = model.server().next().streams();
        for (int i = 0; i < 3; i++) {
            asked.event(Model.delta("reasoning", "hm"));
        }
        for (String words : List.of("# R", "ep", "ort")) { // each less than a hundredth
            asked.event(Model.delta("content", words));
        }
        asked.event(Model.delta("content", "x".repeat(2_000))).event(Model.STOP).ends();

        Model.end(answer);

        assertThat(sink.steps())
                .extracting(RecordingSink.Step::percent, RecordingSink.Step::phase)
                .containsExactly(tuple(0, "thinking"), tuple(0, "writing"), tuple(50, "writing"));
        assertThat(sink.signs()).isEqualTo(4);
        assertThat(sink.hasSaidThatItStreams()).isTrue();
    }

    @Test
    void bytesThatAreNoUtf8AndWordsOfTheWrongKindDoNoHarm() throws Exception {
        Future<Outcome> answer = model.ask(sink);
        Asked asked = model.server().next().streams();
        asked.event("{\"choices\":[{\"delta\":{\"content\":7}}]}")
                .event("{\"choices\":7,\"usage\":\"x\"}")
                .event("{}");
        asked.sends(Buffer.buffer("data: {\"choices\":[{\"delta\":{\"content\":\"a")
                .appendByte((byte) 0xff)
                .appendString("b\"}}]}\n\n"));
        asked.event(Model.STOP).ends();

        Model.end(answer);

        assertThat(sink.content()).isEqualTo("a\uFFFDb");
    }

    @Test
    void moreIsReadOnlyWhenTheLastWordsWereTaken() throws Exception {
        RecordingSink slow = new RecordingSink(true);
        model.ask(slow);
        Asked asked = model.server().next().streams().event(Model.delta("content", "1"));
        await().until(() -> slow.tokens().size() == 1);
        asked.event(Model.delta("content", "2"));
        RecordingSink marker = new RecordingSink(false);
        Future<Outcome> other = model.ask(marker);
        model.server()
                .next()
                .streams()
                .event(Model.delta("content", "marker"))
                .event(Model.STOP)
                .ends();
        Model.end(other);
        assertThat(slow.tokens()).containsExactly("1");

        model.on(slow::want);

        await().until(() -> slow.tokens().size() == 2);
    }

    @Test
    void connectionIsUsedAgainAfterAnAnswerThatEndedWell() throws Exception {
        try (Model single = Model.configured(new JsonObject().put("connections", 1))) {
            Future<Outcome> first = single.ask(sink);
            Asked one = single.server().next().streams().event(Model.STOP).sends("data: [DONE]\n\n");
            Model.end(first);
            RecordingSink other = new RecordingSink(false);
            Future<Outcome> second = single.ask(other);
            one.ends();
            Asked two = single.server()
                    .next()
                    .streams()
                    .event(Model.delta("content", "two"))
                    .event(Model.STOP);
            two.ends();

            Model.end(second);

            assertThat(other.content()).isEqualTo("two");
            assertThat(two.request().connection()).isSameAs(one.request().connection());
        }
    }

    @ParameterizedTest
    @CsvSource({"tls_ca, /missing.pem", "proxy, localhost"})
    void wayThatIsNoneIsRefusedAtTheStart(String key, String value) {
        JsonObject section = new JsonObject().put("url", "https://localhost").put(key, value);

        var wrong = catchThrowableOfType(IllegalArgumentException.class, () -> LlmAgent.of(model.vertx(), section));

        assertThat(wrong).hasMessageContaining("llm." + key);
    }

    @Test
    void sectionThatIsWrongIsRefusedWithoutItsKey() {
        JsonObject section = new JsonObject().put("url", "http://localhost").put("key", "a b secret");

        var wrong = catchThrowableOfType(RuntimeException.class, () -> LlmAgent.of(model.vertx(), section));
        var none = catchThrowableOfType(
                IllegalArgumentException.class, () -> LlmAgent.of(model.vertx(), new JsonObject()));

        assertThat(wrong).hasMessageContaining("llm.key");
        assertThat(String.valueOf(wrong.getMessage())).doesNotContain("secret");
        assertThat(none).hasMessageContaining("PARLEY_LLM_URL");
        assertThat(LlmConfig.of(section.put("key", Model.KEY)).toString()).doesNotContain(Model.KEY);
    }

    @ParameterizedTest
    @CsvSource({
        "'', /v1/chat/completions",
        "/, /v1/chat/completions",
        "/api/v1/, /api/v1/chat/completions",
        "/x/chat/completions?v=2, /x/chat/completions?v=2"
    })
    void urlIsWhereTheApiBeginsOrAllOfIt(String path, String asked) throws Exception {
        LlmAgent other = LlmAgent.of(
                model.vertx(), new JsonObject().put("url", model.server().url(path)));
        model.on(() -> other.answer(Model.turn(), sink));

        assertThat(model.server().next().request().uri()).isEqualTo(asked);
    }
}
