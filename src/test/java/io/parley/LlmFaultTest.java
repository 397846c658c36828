package io.parley;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.agent.web.ScriptedServer;
import io.parley.agent.web.ScriptedServer.Asked;
import io.parley.client.TestClient;
import io.parley.faults.Row;
import io.parley.protocol.ClientMessage;
import io.parley.protocol.CommandName;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a model's server does, its turn ends once with the text so far, and the next message is answered. */
@Row(23)
class LlmFaultTest {
    private static final String KEPT = "so far 到这里";
    /** One limit that is short, where it is what ends the turn. */
    private static final JsonObject FIRST = new JsonObject().put("first_token_timeout_ms", 2_000);

    private static final JsonObject IDLE = new JsonObject().put("idle_timeout_ms", 2_000);
    private static final JsonObject TOTAL = new JsonObject().put("total_timeout_ms", 4_000);
    private static final JsonObject NONE = new JsonObject();

    private final Vertx vertx = Vertx.vertx();
    private final ScriptedServer server;

    LlmFaultTest() throws Exception {
        server = ScriptedServer.start(vertx);
    }

    @AfterEach
    void close() throws Exception {
        server.close();
        vertx.close().await(10, SECONDS);
    }

    /** What a server does to one request. */
    private interface Deed {
        void to(Asked asked) throws Exception;
    }

    private static Arguments fault(String name, JsonObject limit, String status, String code, String text, Deed deed) {
        return Arguments.of(Named.of(name, deed), limit, status, code, text);
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                fault("hangs", FIRST, "failed", "UNAVAILABLE", "", Asked::awaitReset),
                fault("sends comments only", FIRST, "failed", "UNAVAILABLE", "", asked -> {
                    asked.streams().sends(": wait\n\n").sends(": wait\n\n");
                    asked.awaitReset();
                }),
                fault("hangs in the middle", IDLE, "failed", "UNAVAILABLE", KEPT, asked -> {
                    asked.streams().event(delta(KEPT));
                    asked.awaitReset();
                }),
                fault("drips", TOTAL, "failed", "UNAVAILABLE", "....", asked -> {
                    long timer = asked.streams().context().owner().setPeriodic(1, 100, id -> asked.event(delta(".")));
                    asked.awaitReset();
                    asked.context().owner().cancelTimer(timer);
                }),
                fault("answers 429", NONE, "failed", "RATE_LIMIT", "", refuses(429)),
                fault("answers 500", NONE, "failed", "UNAVAILABLE", "", refuses(500)),
                fault("is cut off in the middle", NONE, "interrupted", "UNAVAILABLE", KEPT, asked -> {
                    asked.streams().event(delta(KEPT)).cuts();
                }),
                fault("sends 50 MB", NONE, "failed", "MSG_TOO_LARGE", "xxxx", asked -> {
                    asked.streams();
                    for (int i = 0; i < 500; i++) {
                        asked.event(delta("x".repeat(100_000)));
                    }
                    asked.awaitReset();
                }));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void endsOnceWithItsText(Deed deed, JsonObject limits, String status, String code, String text) throws Exception {
        try (var node = node(limits);
                var client = node.connect(null)) {
            client.send(TestClient.chat("c1", "why?"));
            deed.to(server.next());
            JsonObject failed = client.next("ai_reply");
            client.send(TestClient.chat("c2", "and now?"));
            Asked next = server.next();
            next.streams().event(delta("well")).sends("data: [DONE]\n\n");
            JsonObject answered = client.next("ai_reply");

            assertThat(failed.getString("status")).isEqualTo(status);
            assertThat(failed.getJsonObject("error").getString("code")).isEqualTo(code);
            assertThat(failed.getString("content")).startsWith(text).hasSizeLessThanOrEqualTo(1 << 20);
            assertThat(text.isEmpty()).isEqualTo(failed.getString("content").isEmpty());
            assertThat(answered.getString("status")).isEqualTo("complete");
            assertThat(answered.getString("content")).isEqualTo("well");
            assertThat(answered.getLong("seq")).isEqualTo(4);
        }
    }

    @Test
    void stopKeepsTheTextAndResetsTheRequest() throws Exception {
        try (var node = node(NONE);
                var client = node.connect(null)) {
            client.send(TestClient.chat("c1", "why?"));
            Asked asked = server.next().streams().event(delta(KEPT));
            client.upTo("ai_delta", delta -> delta.containsKey("content"));

            client.send(
                    new ClientMessage.Command("x1", CommandName.CANCEL, new JsonObject().put("id", "c1"), null, null));

            asked.awaitReset();
            JsonObject reply = client.next("ai_reply");
            assertThat(reply.getString("status")).isEqualTo("cancelled");
            assertThat(reply.getString("content")).isEqualTo(KEPT);
        }
    }

    /** Nothing but the address of a model: the built-in agent is that model. */
    private TestNode node(JsonObject limits) throws Exception {
        return TestNode.configured(
                new JsonObject().put("turn", limits).put("llm", new JsonObject().put("url", server.url("/v1"))));
    }

    private static Deed refuses(int status) {
        return asked -> asked.refuses(status, "Retry-After", "3600");
    }

    private static String delta(String text) {
        JsonObject choice = new JsonObject().put("delta", new JsonObject().put("content", text));
        return new JsonObject().put("choices", new JsonArray().add(choice)).encode();
    }
}
