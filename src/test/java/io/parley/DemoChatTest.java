package io.parley;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.agent.demo.DemoAgent;
import io.parley.client.TestClient;
import io.parley.protocol.ClientMessage;
import io.parley.protocol.CommandName;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built-in agent at work on the whole path, as somebody sees it who tries Parley for the first time. */
class DemoChatTest {
    @Test
    void restartShowsTheSameHistoryAndGoesOnCounting(@TempDir Path folder) throws Exception {
        JsonArray before;
        try (var node = TestNode.onDisk(folder, "demo");
                var client = node.connect(null)) {
            client.send(TestClient.chat("c1", "谢谢 👋"));
            client.upTo("ai_reply");
            before = history(client);
        }

        try (var node = TestNode.onDisk(folder, "demo");
                var client = node.connect(null)) {
            JsonArray after = history(client);
            client.send(TestClient.chat("c2", "2 + 2"));

            assertThat(after).isEqualTo(before).hasSize(2);
            assertThat(client.next("message").getLong("seq")).isEqualTo(3);
        }
    }

    @Test
    void answerStreamsByPositionAndItsReplyHasAllOfIt() throws Exception {
        try (var node = slow();
                var client = node.connect(null)) {
            client.send(TestClient.chat("c1", "What is Parley?"));

            List<JsonObject> all = client.upTo("ai_reply");

            JsonObject reply = all.get(all.size() - 1);
            assertThat(text(all, "thinking", "thinking_offset"))
                    .isEqualTo(reply.getString("thinking"))
                    .contains("What is Parley?");
            // what came last need not be streamed any more
            assertThat(text(all, "content", "offset")).isNotEmpty();
            assertThat(reply.getString("content"))
                    .startsWith(text(all, "content", "offset"))
                    .contains("gateway");
        }
    }

    @Test
    void stopKeepsWhatWasSaid() throws Exception {
        try (var node = slow();
                var client = node.connect(null)) {
            client.send(TestClient.chat("c1", "a story of 20000 words"));
            client.upTo("ai_delta", delta -> delta.containsKey("content"));
            client.send(command("x1", CommandName.CANCEL, new JsonObject().put("id", "c1")));

            JsonObject reply = client.next("ai_reply");

            assertThat(reply.getString("status")).isEqualTo("cancelled");
            assertThat(reply.getString("content")).startsWith("#").hasSizeLessThan(50_000);
        }
    }

    @Test
    void clientThatComesBackInTheMiddleOfAnAnswerSeesItWhole() throws Exception {
        try (var node = slow()) {
            try (var gone = node.connect(null)) {
                gone.send(TestClient.chat("c1", "写一个500字的故事"));
                gone.upTo("ai_delta", delta -> delta.containsKey("content"));
            }

            try (var back = node.connect(1L)) {
                JsonObject snapshot = back.next("ai_snapshot");
                List<JsonObject> rest = back.upTo("ai_reply");

                JsonObject reply = rest.get(rest.size() - 1);
                assertThat(snapshot.getString("thinking")).isNotEmpty();
                assertThat(text(rest, "content", "offset", snapshot)).isNotEmpty();
                assertThat(reply.getString("content"))
                        .startsWith(snapshot.getString("content") + text(rest, "content", "offset", snapshot));
                assertThat(reply.getString("status")).isEqualTo("complete");
            }
        }
    }

    @Test
    void thingToBeMadeIsATaskThatEndsWithItsResult() throws Exception {
        try (var node = quick();
                var client = node.connect(null)) {
            client.send(TestClient.chat("c1", "生成一份关于蜜蜂的报告"));

            List<JsonObject> all = client.upTo("task_completed");

            assertThat(all).extracting(message -> message.getString("type")).contains("ai_reply", "task_started");
            JsonObject result = all.get(all.size() - 1).getJsonObject("result");
            assertThat(result.getString("title")).isEqualTo("报告：蜜蜂");
            assertThat(result.getString("content")).contains("蜜蜂");
        }
    }

    @Test
    void vagueWishIsAskedBackAndTheNextMessageIsItsAnswer() throws Exception {
        try (var node = quick();
                var client = node.connect(null)) {
            client.send(TestClient.chat("c1", "write something"));
            JsonObject question = client.next("ai_reply");
            client.send(TestClient.chat("c2", "a very small dragon"));

            JsonObject text = client.next("ai_reply");

            assertThat(question.getBoolean("need_more")).isTrue();
            assertThat(text.getBoolean("need_more")).isFalse();
            assertThat(text.getString("content")).startsWith("# ").containsIgnoringCase("a very small dragon");
        }
    }

    @Test
    void regenerateAnswersTheSameQuestionInOtherWords() throws Exception {
        try (var node = quick();
                var client = node.connect(null)) {
            client.send(TestClient.chat("c1", "What is Parley?"));
            JsonObject first = client.next("ai_reply");
            client.send(command(
                    "r1", CommandName.REGENERATE, new JsonObject().put("message_id", first.getString("message_id"))));

            JsonObject second = client.next("ai_reply");

            assertThat(second.getString("replaces")).isEqualTo(first.getString("message_id"));
            assertThat(second.getString("content"))
                    .isNotEqualTo(first.getString("content"))
                    .contains("history");
        }
    }

    private static TestNode quick() throws Exception {
        return TestNode.with(vertx -> new DemoAgent(vertx, Duration.ZERO));
    }

    private static TestNode slow() throws Exception {
        return TestNode.with(vertx -> new DemoAgent(vertx, Duration.ofMillis(2)));
    }

    private static ClientMessage command(String id, CommandName name, JsonObject args) {
        return new ClientMessage.Command(id, name, args, null, null);
    }

    private static JsonArray history(TestClient client) throws Exception {
        client.send(command("h1", CommandName.HISTORY, new JsonObject()));
        return client.next("history").getJsonArray("messages");
    }

    private static String text(List<JsonObject> messages, String field, String offsetField) {
        return text(messages, field, offsetField, new JsonObject().put(field, ""));
    }

    /** What the deltas add to {@code snapshot}, each where it says that it belongs. */
    private static String text(List<JsonObject> messages, String field, String offsetField, JsonObject snapshot) {
        int begin = snapshot.getString(field).length();
        StringBuilder text = new StringBuilder();
        messages.stream()
                .filter(message -> "ai_delta".equals(message.getString("type")) && message.containsKey(field))
                .forEach(delta -> {
                    assertThat(delta.getInteger(offsetField)).isEqualTo(begin + text.length());
                    text.append(delta.getString(field));
                });
        return text.toString();
    }
}
