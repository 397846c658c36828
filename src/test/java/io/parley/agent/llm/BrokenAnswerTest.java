package io.parley.agent.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parley.agent.AgentFailure;
import io.parley.agent.Outcome;
import io.parley.agent.RecordingSink;
import io.parley.agent.web.ScriptedServer.Asked;
import io.parley.protocol.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of a model that are stopped, refused, or break; and when its server is asked again. */
class BrokenAnswerTest {
    private final Model model;
    private final RecordingSink sink = new RecordingSink(false);

    BrokenAnswerTest() throws Exception {
        model = Model.configured(new JsonObject().put("retry_after_ms", 5_000));
    }

    @AfterEach
    void close() throws Exception {
        model.close();
    }

    @Test
    void stopResetsTheRequestAtOnce() throws Exception {
        Future<Outcome> answer = model.ask(sink);
        Asked asked = model.server().next().streams().event(Model.delta("content", "one"));
        await().until(() -> sink.content().equals("one"));

        model.on(sink::cancel);

        asked.awaitReset();
        await().until(answer::isComplete);
    }

    @Test
    void stopBeforeTheFirstByteResetsTheRequestToo() throws Exception {
        model.ask(sink);
        Asked asked = model.server().next();

        model.on(sink::cancel);

        asked.awaitReset();
    }

    @Test
    void stopWhileItWaitsToAskAgainAsksNoMore() throws Exception {
        Future<Outcome> answer = model.ask(sink);
        model.server().next().refuses(429, "Retry-After", "4");
        RecordingSink other = new RecordingSink(false);

        model.on(sink::cancel);
        await().until(answer::isComplete);
        Future<Outcome> next = model.ask(other);
        model.server().next().streams().event(Model.STOP).ends();
        Model.end(next);

        assertThat(model.server().wasAskedMore()).isFalse();
    }

    @Test
    void serverThatIsBusyOrBrokenIsAskedAgainBeforeTheFirstToken() throws Exception {
        Future<Outcome> answer = model.ask(sink);
        model.server().next().refuses(429, "Retry-After", "0");
        model.server().next().refuses(503, "Retry-After", "Sat, 28 Nov 2015 12:00:00 GMT");
        model.server()
                .next()
                .streams()
                .event(Model.delta("content", "at last"))
                .event(Model.STOP)
                .ends();

        Model.end(answer);

        assertThat(sink.content()).isEqualTo("at last");
    }

    @Test
    void connectionThatBreaksBeforeAWordIsTriedAgain() throws Exception {
        Future<Outcome> answer = model.ask(sink);
        model.server().next().cuts();
        model.server()
                .next()
                .streams()
                .event(Model.delta("content", "yes"))
                .event(Model.STOP)
                .ends();

        Model.end(answer);

        assertThat(sink.content()).isEqualTo("yes");
    }

    @ParameterizedTest
    @CsvSource({"429, RATE_LIMIT", "500, UNAVAILABLE", "503, UNAVAILABLE"})
    void serverThatStaysBusyOrBrokenIsGivenUpAfterItsTries(int status, ErrorCode code) throws Exception {
        Future<Outcome> answer = model.ask(sink);
        for (int i = 0; i < 3; i++) {
            model.server().next().refuses(status, "Retry-After", "0");
        }

        AgentFailure failure = Model.failure(answer);

        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.isInterrupted()).isFalse();
        assertThat(model.server().wasAskedMore()).isFalse();
    }

    @Test
    void serverThatWantsALongPauseIsNotAskedAgain() throws Exception {
        Future<Outcome> answer = model.ask(sink);
        model.server().next().refuses(429, "Retry-After", "3600");

        assertThat(Model.failure(answer).code()).isEqualTo(ErrorCode.RATE_LIMIT);
        assertThat(model.server().wasAskedMore()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CUT",
                "data: {\"error\":{\"message\":\"overloaded\",\"code\":503}}\n\n",
                "event: error\ndata: {\"message\":\"overloaded\"}\n\n",
                "data: this is no JSON\n\n",
                "data: [1,2]\n\n",
                "END",
                "HUGE"
            })
    void whatBreaksInTheMiddleIsInterruptedAndNotAskedAgain(String fault) throws Exception {
        Future<Outcome> answer = model.ask(sink);
        Asked asked = model.server().next().streams().event(Model.delta("content", "so far 到这里"));
        await().until(() -> !sink.content().isEmpty());

        switch (fault) {
            case "CUT" -> asked.cuts();
            case "END" -> asked.ends();
            case "HUGE" -> asked.sends("data: " + "x".repeat(2 << 20));
            default -> asked.sends(fault);
        }

        AgentFailure failure = Model.failure(answer);
        assertThat(failure.isInterrupted()).isTrue();
        assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(sink.content()).isEqualTo("so far 到这里");
        assertThat(model.server().wasAskedMore()).isFalse();
        if (!fault.equals("END")) {
            asked.awaitReset();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200|text/html|<html>Sign in</html>|INTERNAL_ERROR",
                "200|application/json|{\"error\":{\"message\":\"no\"}}|UNAVAILABLE",
                "200|application/json|no JSON|UNAVAILABLE",
                "200|text/event-stream|<html>Sign in</html>|UNAVAILABLE",
                "200|text/event-stream|''|UNAVAILABLE",
                "204|application/json|''|INTERNAL_ERROR",
                "401|application/json|{\"error\":{\"code\":\"invalid_api_key\"}}|INTERNAL_ERROR",
                "404|text/html|gone|INTERNAL_ERROR",
                "400|application/json|{\"error\":{\"code\":\"context_length_exceeded\"}}|MSG_TOO_LARGE",
                "400|application/json|{\"error\":{\"type\":\"exceed_context_size_error\",\"code\":400}}|MSG_TOO_LARGE",
                "400|application/json|{\"message\":\"This model's maximum context length is 8\",\"code\":400}|MSG_TOO_LARGE",
                "200|application/json|{\"error\":{\"type\":\"exceed_context_size_error\",\"code\":400}}|MSG_TOO_LARGE",
                "413|text/plain|large|MSG_TOO_LARGE"
            })
    void whatIsNoAnswerFailsAndIsNotAskedAgain(int status, String type, String body, ErrorCode code) throws Exception {
        Future<Outcome> answer = model.ask(sink);
        model.server().next().answers(status, type, body);

        AgentFailure failure = Model.failure(answer);

        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.isInterrupted()).isFalse();
        assertThat(model.server().wasAskedMore()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void redirectIsNotFollowed(int status) throws Exception {
        Future<Outcome> answer = model.ask(sink);
        model.server().next().refuses(status, "Location", model.server().url("/elsewhere"));

        assertThat(Model.failure(answer).code()).isEqualTo(ErrorCode.INTERNAL_ERROR);
        assertThat(model.server().wasAskedMore()).isFalse();
    }

    @Test
    void answerThatIsCompressedAlthoughNoneWasAskedForIsRefused() throws Exception {
        Future<Outcome> answer = model.ask(sink);
        Asked asked = model.server().next();
        asked.request().response().putHeader("Content-Encoding", "gzip");
        asked.answers(200, "text/event-stream", "\u001f\u008b\b");

        assertThat(Model.failure(answer).code()).isEqualTo(ErrorCode.INTERNAL_ERROR);
        assertThat(asked.header("Accept-Encoding")).isEqualTo("identity");
        assertThat(model.server().wasAskedMore()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"data:\n\n", "data: \n\n", "event: ping\ndata: now\n\n", "event: ping\ndata: {}\n\n"})
    void eventThatKeepsTheStreamOpenSaysNothing(String event) throws Exception {
        Future<Outcome> answer = model.ask(sink);
        model.server()
                .next()
                .streams()
                .sends(event)
                .event(Model.delta("content", "yes"))
                .sends(event)
                .event(Model.STOP)
                .sends("event: end\ndata: [DONE]\n\n");

        Model.end(answer);

        assertThat(sink.content()).isEqualTo("yes");
    }

    @ParameterizedTest
    @CsvSource({"length, MSG_TOO_LARGE", "content_filter, BAD_REQUEST"})
    void endThatIsNoneIsToldWithItsCost(String reason, ErrorCode code) throws Exception {
        Future<Outcome> answer = model.ask(sink);
        model.server()
                .next()
                .streams()
                .event(Model.delta("content", "once upon"))
                .event("{\"choices\":[{\"delta\":{},\"finish_reason\":\"" + reason + "\"}],"
                        + "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}")
                .sends("data: [DONE]\n\n");

        AgentFailure failure = Model.failure(answer);

        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.usage()).isNotNull();
        assertThat(sink.content()).isEqualTo("once upon");
    }

    @Test
    void moreQuestionsThanConnectionsAndAsManyThatWaitAreBusy() throws Exception {
        try (Model single = Model.configured(new JsonObject().put("connections", 1))) {
            single.ask(sink);
            single.server().next();
            Future<Outcome> second = single.ask(new RecordingSink(false));

            Future<Outcome> third = single.ask(new RecordingSink(false));

            await().until(() -> second.isComplete() || third.isComplete());
            assertThat(Model.failure(second.isComplete() ? second : third).code())
                    .isEqualTo(ErrorCode.BUSY);
        }
    }
}
