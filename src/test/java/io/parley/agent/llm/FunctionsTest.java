package io.parley.agent.llm;

import static io.parley.agent.llm.Calling.CALLED;
import static io.parley.agent.llm.Calling.CITY;
import static io.parley.agent.llm.Calling.functions;
import static io.parley.agent.llm.Calling.names;
import static io.parley.agent.llm.Calling.piece;
import static io.parley.agent.llm.Calling.said;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parley.agent.Outcome;
import io.parley.agent.RecordingSink;
import io.parley.agent.Turn;
import io.parley.agent.web.ScriptedServer;
import io.parley.agent.web.ScriptedServer.Asked;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A model that calls functions, before a server that a test plays. */
class FunctionsTest {
    private final Vertx vertx = Vertx.vertx();
    private final ScriptedServer weather;
    private final Model model;
    private final RecordingSink sink = new RecordingSink(false);

    FunctionsTest() throws Exception {
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

    @Test
    void functionBehindAUrlIsCalledAndTheModelGoesOnWithWhatItGave() throws Exception {
        Future<Outcome> answer = model.ask(sink);
        Asked first = model.server().next().streams().event(Model.delta("content", "Let me look."));
        first.event(Model.calls("c1", "weather", CITY)).event(CALLED);
        first.event(
                        "{\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2,\"details\":{\"cached\":1}}}")
                .sends("data: [DONE]\n\n")
                .ends();

        Asked called = weather.next();
        called.answers(200, "application/json", "{\"sky\":\"晴\"}");
        Asked second = model.server().next().streams().event(Model.delta("content", "It is 晴."));
        second.event("{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}],"
                        + "\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3,\"details\":{\"cached\":2}}}")
                .ends();
        Outcome end = Model.end(answer);

        assertThat(called.header("Authorization")).isEqualTo("Bearer weather-secret");
        assertThat(called.json())
                .isEqualTo(new JsonObject("{\"function\":\"weather\",\"arguments\":" + CITY
                        + ",\"turn_id\":\"t1\",\"project_id\":\"p1\",\"user_id\":\"u1\",\"lang\":\"en\"}"));
        assertThat(names(first.json())).containsExactly("ask_user", "start_task", "weather");
        assertThat(said(second.json(), 1))
                .isEqualTo(new JsonObject("{\"role\":\"assistant\",\"content\":\"Let me look.\",\"tool_calls\":["
                        + "{\"id\":\"c1\",\"type\":\"function\",\"function\":"
                        + new JsonObject().put("name", "weather").put("arguments", CITY) + "}]}"));
        assertThat(said(second.json(), 0))
                .isEqualTo(new JsonObject()
                        .put("role", "tool")
                        .put("tool_call_id", "c1")
                        .put("content", "{\"sky\":\"晴\"}"));
        assertThat(sink.content()).isEqualTo("Let me look.\n\nIt is 晴.");
        assertThat(end.usage())
                .isEqualTo(new JsonObject("{\"prompt_tokens\":12,\"completion_tokens\":5,\"details\":{\"cached\":3}}"));
    }

    @Test
    void callsThatComeInPiecesAndInterleavedArePutTogether() throws Exception {
        Future<Outcome> answer = model.ask(sink);
        Asked first = model.server().next().streams();
        first.event(Model.pieces(piece(0, "a", "wea", "{\"ci"), piece(1, "b", "weather", "")))
                .event(Model.pieces(piece(1, null, null, "{\"city\":\"Wien\"}")))
                .event(Model.pieces(piece(0, null, "ther", "ty\":\"Ur\"}")))
                .event(CALLED)
                .ends();

        Asked one = weather.next();
        one.answers(200, "text/plain", "cold");
        Asked other = weather.next();
        other.answers(200, "text/plain", "mild");
        Asked second = model.server().next().streams().event(Model.STOP);
        second.ends();
        Model.end(answer);

        assertThat(one.json().getJsonObject("arguments").getString("city")).isEqualTo("Ur");
        assertThat(other.json().getJsonObject("arguments").getString("city")).isEqualTo("Wien");
        assertThat(said(second.json(), 1).getString("content")).isEqualTo("cold");
        assertThat(said(second.json(), 0).getString("content")).isEqualTo("mild");
        assertThat(said(second.json(), 0).getString("tool_call_id")).isEqualTo("b");
    }

    @Test
    void callsOfAServerWithoutIndexIdOrStreamAreHeardToo() throws Exception {
        Future<Outcome> answer = model.ask(sink);
        JsonObject function = new JsonObject().put("name", "weather").put("arguments", new JsonObject(CITY));
        JsonObject message =
                new JsonObject().put("tool_calls", new JsonArray().add(new JsonObject().put("function", function)));
        model.server()
                .next()
                .answers(
                        200,
                        "application/json",
                        new JsonObject()
                                .put(
                                        "choices",
                                        new JsonArray()
                                                .add(new JsonObject()
                                                        .put("message", message)
                                                        .put("finish_reason", "stop")))
                                .encode());

        weather.next().answers(200, "application/json", "{}");
        Asked second = model.server().next().streams().event(Model.STOP);
        second.ends();
        Model.end(answer);

        assertThat(said(second.json(), 0).getString("tool_call_id")).isEqualTo("call_0");
    }

    @Test
    void whatWasThoughtBeforeACallGoesBackWithItUnderItsName() throws Exception {
        Future<Outcome> answer = model.ask(sink);
        Asked first = model.server().next().streams();
        first.event(Model.delta("reasoning_content", "Is it ")).event(Model.delta("reasoning_content", "warm?"));
        first.event(Model.calls("c1", "weather", CITY)).event(CALLED).ends();
        weather.next().answers(200, "text/plain", "mild");
        Asked second = model.server().next().streams().event(Model.STOP);
        second.ends();

        Model.end(answer);

        assertThat(said(second.json(), 1).getString("reasoning_content")).isEqualTo("Is it warm?");
        assertThat(said(second.json(), 1).getString("content")).isEmpty();
    }

    @Test
    void choiceIsAskedOfTheUserAndEndsTheTurn() throws Exception {
        Future<Outcome> answer = model.ask(sink);
        Asked asked = model.server().next().streams().event(Model.delta("content", "Gladly."));
        asked.event(Model.calls("c1", "ask_user", "{\"question\":\"Which size?\",\"choices\":[\"small\",\"大\"]}"))
                .event(CALLED)
                .ends();

        Outcome end = Model.end(answer);

        assertThat(end.needMore()).isTrue();
        assertThat(sink.content()).isEqualTo("Gladly.\n\nWhich size?\n\n- small\n- 大");
        assertThat(model.server().wasAskedMore()).isFalse();
    }

    @Test
    void questionWhoseChoicesAreNullIsAskedWithoutAny() throws Exception {
        Future<Outcome> answer = model.ask(sink);
        model.server()
                .next()
                .streams()
                .event(Model.calls("c1", "ask_user", "{\"question\":\"Which?\",\"choices\":null}"))
                .event(CALLED)
                .ends();

        Outcome end = Model.end(answer);

        assertThat(end.needMore()).isTrue();
        assertThat(end.actions()).isEmpty();
        assertThat(sink.content()).isEqualTo("Which?");
    }

    @Test
    void taskIsBegunWhenTheAnswerHasEndedAndOnlyOne() throws Exception {
        Future<Outcome> answer = model.ask(sink);
        Asked first = model.server().next().streams();
        first.event(Model.pieces(
                        piece(0, "a", "start_task", "{\"prompt\":\"a report\"}"),
                        piece(1, "b", "start_task", "{\"prompt\":\"another\"}")))
                .event(CALLED)
                .ends();
        Asked second = model.server().next().streams().event(Model.delta("content", "Begun."));
        second.event(Model.STOP).ends();

        Outcome end = Model.end(answer);

        assertThat(end.generate()).isEqualTo(new JsonObject().put("prompt", "a report"));
        assertThat(end.needMore()).isFalse();
        assertThat(said(second.json(), 0).getString("content")).contains("error", "one answer begins one task");
    }

    @Test
    void taskWhoseFunctionTakesItsTimeGivesSignsOfLife() throws Exception {
        Future<Outcome> answer = model.ask(Turn.Kind.TASK, sink);
        model.server()
                .next()
                .streams()
                .event(Model.calls("c1", "weather", CITY))
                .event(CALLED)
                .ends();
        Asked called = weather.next();

        await().until(() -> sink.signs() > 0);

        called.answers(200, "text/plain", "mild");
        model.server().next().streams().event(Model.STOP).ends();
        Model.end(answer);
    }

    @Test
    void taskTellsItsPhaseAlsoWhereItsMessageIsNull() throws Exception {
        try (Model tasks = Model.configured(
                new JsonObject().put("functions", new JsonObject().put("report_progress", new JsonObject())))) {
            Future<Outcome> answer = tasks.ask(Turn.Kind.TASK, sink);
            tasks.server()
                    .next()
                    .streams()
                    .event(Model.calls(
                            "c1", "report_progress", "{\"percent\":40,\"phase\":\"drawing\",\"message\":null}"))
                    .event(CALLED)
                    .ends();
            tasks.server().next().streams().event(Model.STOP).ends();

            Model.end(answer);

            assertThat(sink.steps()).contains(new RecordingSink.Step(40, "drawing", ""));
        }
    }

    @Test
    void taskTellsItsPhasesAndIsOfferedNothingThatAsksTheUser() throws Exception {
        try (Model tasks = Model.configured(new JsonObject()
                .put("functions", functions(weather.url("/")).put("report_progress", new JsonObject())))) {
            Future<Outcome> answer = tasks.ask(Turn.Kind.TASK, sink);
            Asked first = tasks.server().next().streams();
            first.event(Model.calls(
                            "c1", "report_progress", "{\"percent\":40,\"phase\":\"reading\",\"message\":\"正在阅读\"}"))
                    .event(CALLED)
                    .ends();
            tasks.server()
                    .next()
                    .streams()
                    .event(Model.delta("content", "# Done"))
                    .event(Model.STOP)
                    .ends();

            Outcome end = Model.end(answer);

            assertThat(names(first.json())).containsExactly("weather", "report_progress");
            assertThat(sink.steps()).contains(new RecordingSink.Step(40, "reading", "正在阅读"));
            assertThat(end.result()).isEqualTo(new JsonObject().put("content", "# Done"));
        }
    }
}
