package io.parley;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.parley.agent.web.ScriptedServer;
import io.parley.client.TestClient;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Sections S12 and S15 of the threats: neither the key of a model nor what is said is told to a log or to a client. */
class LlmSecretsTest {
    private static final String KEY = "sk-never-tell-4711";
    private static final String QUESTION = "my-secret-question";
    private static final String CALL = "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"c1\","
            + "\"function\":{\"name\":\"look_up\",\"arguments\":\"{\\\"of\\\":\\\"" + QUESTION + "\\\"}\"}}]}}]}";

    @Test
    void keyAndWordsAreInNoLineOfTheLogAndInNoErrorWhateverTheServerSays() throws Exception {
        Vertx vertx = Vertx.vertx();
        List<String> lines = new CopyOnWriteArrayList<>();
        Logger all = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        Logger ours = (Logger) LoggerFactory.getLogger("io.parley");
        Level before = ours.getLevel();
        Level beforeOfAll = all.getLevel();
        AppenderBase<ILoggingEvent> appender = recording(lines);
        all.addAppender(appender);
        all.setLevel(Level.DEBUG); // also what Vert.x and Netty say
        ours.setLevel(Level.TRACE);
        try (var server = ScriptedServer.start(vertx);
                var node = TestNode.configured(new JsonObject()
                        .put(
                                "llm",
                                new JsonObject()
                                        .put("url", server.url("/v1?api=" + KEY))
                                        .put("key", KEY)
                                        .put("functions", function(server))
                                        .put("retries", 0)));
                var client = node.connect(null)) {
            String errors = whateverTheServerSays(server, client);

            assertThat(errors).doesNotContain(KEY).doesNotContain(QUESTION);
            assertThat(lines).anyMatch(line -> line.contains("agent_refused"));
            assertThat(lines).anyMatch(line -> line.contains("function_failed"));
            assertThat(lines).noneMatch(line -> line.contains(KEY) || line.contains(QUESTION));
        } finally {
            all.detachAppender(appender);
            all.setLevel(beforeOfAll);
            ours.setLevel(before);
            vertx.close().await(10, SECONDS);
        }
    }

    /** What the client is told of it. */
    private static String whateverTheServerSays(ScriptedServer server, TestClient client) throws Exception {
        String echo = "{\"error\":{\"code\":\"" + KEY + "\",\"message\":\"" + KEY + " " + QUESTION + "\"}}";
        String errors = "";
        for (int status : new int[] {200, 302, 400, 401, 429, 500}) {
            client.send(TestClient.chat("c" + status, QUESTION));
            server.next().answers(status, "application/json", echo);
            errors += client.next("ai_reply").getJsonObject("error").encode();
        }
        client.send(TestClient.chat("c0", QUESTION));
        server.next().refuses(200, "Content-Length", "Bearer " + KEY); // no HTTP, and quoted by who reads it
        errors += client.next("ai_reply").getJsonObject("error").encode();
        client.send(TestClient.chat("c1", QUESTION));
        server.next().streams().sends("data: " + KEY + QUESTION + "\n\n");
        errors += client.next("ai_reply").getJsonObject("error").encode();
        client.send(TestClient.chat("c2", QUESTION));
        server.next()
                .streams()
                .event(CALL)
                .event("{\"choices\":[{\"finish_reason\":\"tool_calls\"}]}")
                .ends();
        server.next().answers(401, "application/json", echo);
        server.next().streams().sends("data: [DONE]\n\n").ends();
        client.next("ai_reply");
        return errors;
    }

    /** Its secret is the same, so that one search finds both. */
    private static JsonObject function(ScriptedServer server) {
        JsonObject lookUp = new JsonObject()
                .put("url", server.url("/look-up?key=" + KEY))
                .put("description", "Looks something up.")
                .put("secret", KEY);
        return new JsonObject().put("look_up", lookUp);
    }

    private static AppenderBase<ILoggingEvent> recording(List<String> lines) {
        var appender = new AppenderBase<ILoggingEvent>() {
            @Override
            protected void append(ILoggingEvent event) {
                StringBuilder line = new StringBuilder(event.getFormattedMessage());
                line.append(event.getKeyValuePairs());
                for (var cause = event.getThrowableProxy(); cause != null; cause = cause.getCause()) {
                    line.append(cause.getMessage());
                }
                lines.add(line.toString());
            }
        };
        appender.start();
        return appender;
    }
}
