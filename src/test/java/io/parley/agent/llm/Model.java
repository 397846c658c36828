package io.parley.agent.llm;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.parley.agent.AgentFailure;
import io.parley.agent.Outcome;
import io.parley.agent.RecordingSink;
import io.parley.agent.Turn;
import io.parley.agent.web.ScriptedServer;
import io.parley.protocol.Lang;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** The agent before a server that a test plays. To be used on the JUnit thread. */
final class Model implements AutoCloseable {
    static final String KEY = "sk-Secret-123";
    static final String STOP = "{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}";

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final ScriptedServer server;
    private final LlmAgent agent;

    private Model(JsonObject more) throws TimeoutException {
        server = ScriptedServer.start(vertx);
        JsonObject section = new JsonObject()
                .put("url", server.url("/v1"))
                .put("key", KEY)
                .put("model", "small")
                .mergeIn(more);
        agent = LlmAgent.of(vertx, section);
    }

    static Model configured(JsonObject more) throws TimeoutException {
        return new Model(more);
    }

    ScriptedServer server() {
        return server;
    }

    Vertx vertx() {
        return vertx;
    }

    Future<Outcome> ask(Turn.Kind kind, RecordingSink sink) {
        Turn turn = turn(kind);
        Promise<Outcome> answer = Promise.promise();
        context.runOnContext(v -> agent.answer(turn, sink).onComplete(answer));
        return answer.future();
    }

    Future<Outcome> ask(RecordingSink sink) {
        return ask(Turn.Kind.ANSWER, sink);
    }

    static Turn turn() {
        return turn(Turn.Kind.ANSWER);
    }

    private static Turn turn(Turn.Kind kind) {
        return new Turn(
                kind,
                "t1",
                1,
                false,
                "p1",
                "u1",
                Lang.EN,
                List.of(new Turn.Said(Turn.Role.USER, "早 👋"), new Turn.Said(Turn.Role.ASSISTANT, "good morning")),
                new Turn.Message("why?", List.of(), null, new JsonObject(), new JsonObject()));
    }

    static String delta(String field, String text) {
        return new JsonObject()
                .put("choices", new JsonArray().add(new JsonObject().put("delta", new JsonObject().put(field, text))))
                .encode();
    }

    void on(Runnable work) {
        context.runOnContext(v -> work.run());
    }

    /** A whole call of a function in one delta. */
    static String calls(String id, String name, String arguments) {
        return pieces(new JsonObject()
                .put("index", 0)
                .put("id", id)
                .put("type", "function")
                .put("function", new JsonObject().put("name", name).put("arguments", arguments)));
    }

    static String pieces(JsonObject... calls) {
        return new JsonObject()
                .put(
                        "choices",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put(
                                                "delta",
                                                new JsonObject().put("tool_calls", new JsonArray(List.of(calls))))))
                .encode();
    }

    static Outcome end(Future<Outcome> answer) throws TimeoutException {
        return answer.await(20, SECONDS);
    }

    /** How it failed, as its user is told. */
    static AgentFailure failure(Future<Outcome> answer) throws TimeoutException {
        try {
            throw new AssertionError("it ended well: " + answer.await(20, SECONDS));
        } catch (AgentFailure told) {
            return told;
        }
    }

    @Override
    public void close() throws TimeoutException {
        vertx.close().await(20, SECONDS);
    }
}
