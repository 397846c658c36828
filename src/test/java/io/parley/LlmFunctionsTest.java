package io.parley;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.agent.web.ScriptedServer;
import io.parley.agent.web.ScriptedServer.Asked;
import io.parley.client.TestClient;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a model makes of a conversation by its functions, over the whole path. */
class LlmFunctionsTest {
    private static final String STOP = "{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}";

    private final Vertx vertx = Vertx.vertx();
    private final ScriptedServer server;

    LlmFunctionsTest() throws Exception {
        server = ScriptedServer.start(vertx);
    }

    @AfterEach
    void close() throws Exception {
        server.close();
        vertx.close().await(10, SECONDS);
    }

    @Test
    void taskThatAModelBeginsRunsAfterItsAnswerAndTellsItsPhases() throws Exception {
        try (var node = node();
                var client = node.connect(null)) {
            client.send(TestClient.chat("c1", "a report on 茶, please"));
            calls(server.next(), "start_task", new JsonObject().put("prompt", "a report on 茶"));
            says(server.next(), "I have begun.");
            JsonObject reply = client.next("ai_reply");
            JsonObject started = client.next("task_started");
            calls(
                    server.next(),
                    "report_progress",
                    new JsonObject().put("percent", 40).put("phase", "reading").put("message", "正在阅读"));
            JsonObject progress = client.upTo("progress", step -> step.getInteger("progress") == 40).stream()
                    .reduce((before, last) -> last)
                    .orElseThrow();
            says(server.next(), "# 茶");
            JsonObject completed = client.next("task_completed");

            assertThat(reply.getString("content")).isEqualTo("I have begun.");
            assertThat(started.getJsonObject("args").getString("prompt")).isEqualTo("a report on 茶");
            assertThat(progress.getString("phase")).isEqualTo("reading");
            assertThat(progress.getString("message")).isEqualTo("正在阅读");
            assertThat(completed.getJsonObject("result").getString("content")).isEqualTo("# 茶");
        }
    }

    @Test
    void choiceThatAModelAsksForComesBackToItAsAnAction() throws Exception {
        try (var node = node();
                var client = node.connect(null)) {
            client.send(TestClient.chat("c1", "tea, please"));
            JsonArray sizes = new JsonArray().add("small").add("大");
            calls(
                    server.next(),
                    "ask_user",
                    new JsonObject().put("question", "Which size?").put("choices", sizes));
            JsonObject asked = client.next("ai_reply");
            JsonObject offered = asked.getJsonArray("actions").getJsonObject(1);
            client.send(new JsonObject()
                    .put("type", "action")
                    .put("id", "a1")
                    .put("action", offered.getString("action"))
                    .put("content", offered.getString("label"))
                    .put("args", offered.getJsonObject("args"))
                    .put("reply_to", asked.getString("message_id"))
                    .encode());
            Asked again = server.next();
            says(again, "Here is a 大 one.");
            JsonObject reply = client.next("ai_reply");

            JsonArray messages = again.json().getJsonArray("messages");
            assertThat(asked.getBoolean("need_more")).isTrue();
            assertThat(asked.getString("content")).isEqualTo("Which size?\n\n- small\n- 大");
            assertThat(messages.getJsonObject(1).getString("content")).startsWith("Which size?");
            assertThat(messages.getJsonObject(2).getString("content")).isEqualTo("大\n{\"choice\":\"大\"}");
            assertThat(reply.getString("content")).isEqualTo("Here is a 大 one.");
        }
    }

    private TestNode node() throws Exception {
        JsonObject functions = new JsonObject()
                .put("ask_user", new JsonObject())
                .put("start_task", new JsonObject())
                .put("report_progress", new JsonObject());
        return TestNode.configured(new JsonObject()
                .put("llm", new JsonObject().put("url", server.url("/v1")).put("functions", functions)));
    }

    private static void calls(Asked asked, String name, JsonObject arguments) {
        JsonObject call = new JsonObject()
                .put("index", 0)
                .put("id", "c1")
                .put("function", new JsonObject().put("name", name).put("arguments", arguments.encode()));
        JsonObject delta = new JsonObject().put("tool_calls", new JsonArray().add(call));
        asked.streams()
                .event(new JsonObject()
                        .put("choices", new JsonArray().add(new JsonObject().put("delta", delta)))
                        .encode())
                .event(STOP)
                .ends();
    }

    private static void says(Asked asked, String text) {
        JsonObject delta = new JsonObject().put("content", text);
        asked.streams()
                .event(new JsonObject()
                        .put("choices", new JsonArray().add(new JsonObject().put("delta", delta)))
                        .encode())
                .event(STOP)
                .ends();
    }
}
