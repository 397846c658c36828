package io.parley.agent.llm;

import static io.parley.agent.llm.Calling.CALLED;
import static io.parley.agent.llm.Calling.CITY;
import static io.parley.agent.llm.Calling.functions;
import static io.parley.agent.llm.Calling.piece;
import static io.parley.agent.llm.Calling.said;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.parley.agent.AgentFailure;
import io.parley.agent.Outcome;
import io.parley.agent.RecordingSink;
import io.parley.agent.web.ScriptedServer;
import io.parley.agent.web.ScriptedServer.Asked;
import io.parley.protocol.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls of a model that are wrong, fail, stall, are stopped or have no end, before a server that a test plays. */
class WrongFunctionsTest {
    private final Vertx vertx = Vertx.vertx();
    private final ScriptedServer weather;
    private final Model model;
    private final RecordingSink sink = new RecordingSink(false);

    WrongFunctionsTest() throws Exception {
        weather = ScriptedServer.start(vertx);
        model = Model.configured(new JsonObject()
                .put("functions", functions(weather.url("/weather")))
                .put("function_calls", 3)
                .put("function_timeout_ms", 5_000));
    }

    @AfterEach
    void close() throws Exception {
        model.close();
        weather.close();
        vertx.close().await();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "wether|{}|there is no such function; there are ask_user, start_task, weather",
                "report_progress|{}|there is no such function",
                "weather|{\"city\":|no JSON object",
                "weather|[1]|no JSON object",
                "weather|''|\"city\" is missing",
                "weather|{\"city\":null}|\"city\" is missing",
                "weather|{\"city\":7}|\"city\" must be of type string",
                "ask_user|{\"question\":\" \"}|the question is empty",
                "ask_user|{\"question\":\"?\",\"choices\":[7]}|choices must be texts",
                "ask_user|{\"question\":\"?\",\"choices\":[\" \"]}|choices must be at most 10"
            })
    void callThatIsWrongIsToldToTheModelWhichMayTryAgain(String name, String arguments, String told) throws Exception {
        Future<Outcome> answer = model.ask(sink);
        model.server()
                .next()
                .streams()
                .event(Model.calls("c1", name, arguments))
                .event(CALLED)
                .ends();
        Asked second = model.server().next().streams().event(Model.delta("content", "sorry"));
        second.event(Model.STOP).ends();

        Outcome end = Model.end(answer);

        assertThat(new JsonObject(said(second.json(), 0).getString("content")).getString("error"))
                .contains(told);
        JsonObject echoed = said(second.json(), 1)
                .getJsonArray("tool_calls")
                .getJsonObject(0)
                .getJsonObject("function");
        assertThat(new JsonObject(echoed.getString("arguments"))).isNotNull();
        assertThat(end.needMore()).isFalse();
        assertThat(weather.wasAskedMore()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"500, did not answer well", "404, did not answer well", "0, did not answer well"})
    void functionThatFailsIsToldToTheModelAndNotCalledAgain(int status, String told) throws Exception {
        Future<Outcome> answer = model.ask(sink);
        model.server()
                .next()
                .streams()
                .event(Model.calls("c1", "weather", CITY))
                .event(CALLED)
                .ends();
        Asked called = weather.next();
        if (status == 0) {
            called.cuts();
        } else {
            called.answers(status, "text/plain", "stack trace with a password");
        }
        Asked second = model.server().next().streams().event(Model.STOP);
        second.ends();

        Model.end(answer);

        assertThat(said(second.json(), 0).getString("content")).contains(told).doesNotContain("password");
        assertThat(weather.wasAskedMore()).isFalse();
    }

    @Test
    void functionThatStallsIsResetAndTheModelGoesOnWithoutIt() throws Exception {
        try (Model hasty = Model.configured(
                new JsonObject().put("functions", functions(weather.url("/"))).put("function_timeout_ms", 200))) {
            Future<Outcome> answer = hasty.ask(sink);
            hasty.server()
                    .next()
                    .streams()
                    .event(Model.calls("c1", "weather", CITY))
                    .event(CALLED)
                    .ends();
            Asked called = weather.next();
            called.awaitReset();
            Asked second = hasty.server().next().streams().event(Model.STOP);
            second.ends();

            Model.end(answer);

            assertThat(said(second.json(), 0).getString("content")).contains("no result in time");
        }
    }

    @Test
    void stopWhileAFunctionRunsResetsItAndAsksTheModelNoMore() throws Exception {
        Future<Outcome> answer = model.ask(sink);
        model.server()
                .next()
                .streams()
                .event(Model.calls("c1", "weather", CITY))
                .event(CALLED)
                .ends();
        Asked called = weather.next();

        model.on(sink::cancel);

        called.awaitReset();
        await().until(answer::isComplete);
        assertThat(model.server().wasAskedMore()).isFalse();
    }

    @Test
    void stopAfterAFunctionResetsTheSecondQuestion() throws Exception {
        model.ask(sink);
        model.server()
                .next()
                .streams()
                .event(Model.calls("c1", "weather", CITY))
                .event(CALLED)
                .ends();
        weather.next().answers(200, "text/plain", "mild");
        Asked second = model.server().next();

        model.on(sink::cancel);

        second.awaitReset();
    }

    @Test
    void modelThatCallsWithoutEndHasToAnswerAndEndsWhereItDoesNot() throws Exception {
        Future<Outcome> answer = model.ask(sink);
        model.server()
                .next()
                .streams()
                .event(Model.pieces(IntStream.range(0, 5)
                        .mapToObj(i -> piece(i, "c" + i, "weather", CITY))
                        .toArray(JsonObject[]::new)))
                .event(CALLED)
                .ends();
        for (int i = 0; i < 3; i++) {
            weather.next().answers(200, "text/plain", "mild");
        }
        Asked last = model.server().next().streams();
        last.event(Model.calls("c9", "weather", CITY)).event(CALLED).ends();

        AgentFailure failure = Model.failure(answer);

        assertThat(last.json().getString("tool_choice")).isEqualTo("none");
        assertThat(said(last.json(), 0).getString("content")).contains("no more functions can be called");
        assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(weather.wasAskedMore()).isFalse();
        assertThat(model.server().wasAskedMore()).isFalse();
    }

    @Test
    void answerThatBreaksAfterAFunctionIsInterruptedWithWhatWasSaidAndSpentBefore() throws Exception {
        Future<Outcome> answer = model.ask(sink);
        model.server()
                .next()
                .streams()
                .event(Model.delta("content", "Let me look."))
                .event(Model.calls("c1", "weather", CITY))
                .event("{\"choices\":[{\"delta\":{},\"finish_reason\":\"tool_calls\"}],"
                        + "\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2}}")
                .ends();
        weather.next().answers(200, "text/plain", "mild");
        model.server().next().streams().cuts();

        AgentFailure failure = Model.failure(answer);

        assertThat(failure.isInterrupted()).isTrue();
        assertThat(failure.usage())
                .isEqualTo(new JsonObject().put("prompt_tokens", 5).put("completion_tokens", 2));
    }

    @Test
    void callOfAModelThatIsOfferedNoneIsNoAnswer() throws Exception {
        try (Model plain = Model.configured(new JsonObject())) {
            Future<Outcome> answer = plain.ask(sink);
            Asked asked = plain.server().next().streams();
            asked.event(Model.calls("c1", "weather", CITY)).event(CALLED).ends();

            AgentFailure failure = Model.failure(answer);

            assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
            assertThat(asked.json().containsKey("tools")).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"wether\":{}}|there are ask_user, start_task, report_progress",
                "{\"weather\":{\"url\":\"http://localhost/\"}}|description is empty",
                "{\"weather\":{\"url\":\"localhost\",\"description\":\"x\"}}|llm.functions.weather.url",
                "{\"ask_user\":{\"secret\":\"hush\"}}|need a url",
                "{\"ask user\":{}}|a name has",
                "{\"ask_user\":{\"urll\":\"\"}}|urll",
                "{\"ask_user\":7}|must be an object"
            })
    void sectionThatIsWrongIsRefusedWithWhatIsWrong(String section, String sentence) {
        JsonObject llm = new JsonObject().put("url", "http://localhost").put("functions", new JsonObject(section));

        var wrong = catchThrowableOfType(RuntimeException.class, () -> LlmAgent.of(vertx, llm));

        assertThat(wrong).hasMessageContaining(sentence);
        assertThat(String.valueOf(wrong.getMessage())).doesNotContain("hush");
    }
}
