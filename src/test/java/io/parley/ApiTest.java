package io.parley;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.client.ConnectOptions;
import io.parley.client.TestClient;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Conversations as a whole, over HTTP, from the gateway to the log. */
class ApiTest {
    private static final String ONE = "/api/conversations/p1";

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http = vertx.createHttpClient();
    private final TestNode node;

    ApiTest() throws Exception {
        node = TestNode.echoing(
                new JsonObject(
                        "{\"allowed_origins\":[\"https://chat.example.org\"],\"rate\":{\"messages_per_second\":1000,\"burst\":1000}}"));
    }

    @BeforeEach
    void begin() throws Exception {
        try (TestClient client = node.connect(null)) {
            client.send(TestClient.chat("c1", "你好 👋"));
            client.next("ai_reply");
        }
    }

    @AfterEach
    void close() throws Exception {
        node.close();
        vertx.close().await(20, SECONDS);
    }

    private record Answer(int status, String text, HttpClientResponse response) {
        JsonObject json() {
            return new JsonObject(text);
        }
    }

    @Test
    void userListsNamesAndExportsItsConversations() throws Exception {
        Answer renamed = ask(HttpMethod.PATCH, ONE, "u1", "{\"title\":\"Reise ✈️\"}");
        Answer created = ask(HttpMethod.POST, "/api/conversations", "u1", "{\"title\":\"Zweites\"}");
        Answer list = ask(HttpMethod.GET, "/api/conversations", "u1", null);
        Answer export = ask(HttpMethod.GET, ONE + "/export", "u1", null);

        assertThat(renamed.status()).isEqualTo(200);
        assertThat(created.status()).isEqualTo(201);
        assertThat(list.json().getJsonArray("conversations").stream().map(one -> ((JsonObject) one).getString("title")))
                .containsExactlyInAnyOrder("Reise ✈️", "Zweites");
        List<JsonObject> lines = export.text().lines().map(JsonObject::new).toList();
        assertThat(lines).extracting(line -> line.getString("type")).containsExactly("message", "ai_reply");
        assertThat(lines.get(0).getString("content")).isEqualTo("你好 👋");
        assertThat(ask(HttpMethod.GET, "/api/conversations", "u2", null).json().getJsonArray("conversations"))
                .isEmpty();
    }

    @Test
    void membersAreInvitedListedAndRemoved() throws Exception {
        assertThat(ask(HttpMethod.POST, ONE + "/members", "u1", "{\"user_id\":\"u2\"}")
                        .status())
                .isEqualTo(201);
        assertThat(ask(HttpMethod.GET, ONE + "/members", "u2", null).json().getJsonArray("members"))
                .hasSize(2);
        assertThat(ask(HttpMethod.DELETE, ONE + "/members/u2", "u1", null).status())
                .isEqualTo(200);
        assertThat(ask(HttpMethod.GET, ONE + "/members", "u2", null).status()).isEqualTo(403);
        assertThat(ask(HttpMethod.DELETE, ONE + "/members/u1", "u1", null).status())
                .isEqualTo(409);
    }

    @Test
    void pagesLearnWhetherAnybodyNeedsToBeInvited() throws Exception {
        Answer members = ask(HttpMethod.GET, ONE + "/members", "u1", null);

        assertThat(members.json().getBoolean("open")).isTrue();
    }

    @Test
    void whoeverAsksLearnsWhoItIs() throws Exception {
        assertThat(ask(HttpMethod.GET, "/api/identity", "u1", null).json())
                .isEqualTo(new JsonObject().put("user_id", "u1"));
        assertThat(ask(HttpMethod.GET, "/api/identity?user_id=u2", null, null).json())
                .isEqualTo(new JsonObject().put("user_id", "u2"));
        assertThat(ask(HttpMethod.GET, "/api/identity", null, null).json())
                .isEqualTo(new JsonObject().put("token", false));
    }

    @Test
    void deletingTellsWhoIsConnectedAndNobodyComesBack() throws Exception {
        try (TestClient client = node.connect(null)) {
            Answer deleted = ask(HttpMethod.DELETE, ONE, "u1", null);

            assertThat(deleted.status()).isEqualTo(200);
            assertThat(client.next("error").getString("code")).isEqualTo("FORBIDDEN");
            assertThat(client.closeCode()).isEqualTo(4403);
        }
        assertThat(ask(HttpMethod.GET, ONE + "/export", "u1", null).status()).isEqualTo(403);
        try (TestClient again = new TestClient(
                vertx, ConnectOptions.to("127.0.0.1", node.port(), "p1").withUser("u1"))) {
            assertThat(again.next().getString("code")).isEqualTo("FORBIDDEN");
        }
    }

    @Test
    void whatIsWrongIsToldInJson() throws Exception {
        assertThat(code(401, ask(HttpMethod.GET, "/api/conversations", null, null)))
                .isEqualTo("UNAUTHENTICATED");
        assertThat(code(403, ask(HttpMethod.GET, ONE + "/members", "eve", null)))
                .isEqualTo("FORBIDDEN");
        assertThat(code(403, ask(HttpMethod.GET, "/api/conversations/absent/members", "eve", null)))
                .isEqualTo("FORBIDDEN");
        assertThat(code(404, ask(HttpMethod.GET, "/api/nothing", "u1", null))).isEqualTo("NOT_FOUND");
        assertThat(code(400, ask(HttpMethod.PATCH, ONE, "u1", "{\"title\":7}"))).isEqualTo("BAD_REQUEST");
        assertThat(code(400, ask(HttpMethod.PATCH, ONE, "u1", "[]"))).isEqualTo("BAD_REQUEST");
        assertThat(code(400, ask(HttpMethod.PATCH, ONE, "u1", "{"))).isEqualTo("BAD_REQUEST");
        assertThat(code(400, ask(HttpMethod.GET, "/api/conversations?limit=x", "u1", null)))
                .isEqualTo("BAD_REQUEST");
        assertThat(code(413, ask(HttpMethod.PATCH, ONE, "u1", "{\"title\":\"" + "x".repeat(20_000) + "\"}")))
                .isEqualTo("MSG_TOO_LARGE");
    }

    /** S1. */
    @Test
    void s1PagesOfOtherSitesNeitherReadNorChange() throws Exception {
        Answer foreign = send(options(HttpMethod.DELETE, ONE, "u1").putHeader("Origin", "https://evil.example"), null);
        Answer form = send(options(HttpMethod.PATCH, ONE, "u1").putHeader("Content-Type", "text/plain"), "{}");
        Answer rebound = send(options(HttpMethod.GET, ONE + "/export", "u1").putHeader("Host", "evil.example"), null);
        Answer asked =
                send(options(HttpMethod.OPTIONS, ONE, null).putHeader("Origin", "https://chat.example.org"), null);

        assertThat(foreign.status()).isEqualTo(403);
        assertThat(form.status()).isEqualTo(400);
        assertThat(rebound.status()).isEqualTo(403);
        assertThat(asked.status()).isEqualTo(204);
        assertThat(asked.response().getHeader("Access-Control-Allow-Origin")).isEqualTo("https://chat.example.org");
        assertThat(asked.response().getHeader("Access-Control-Allow-Credentials"))
                .isNull();
    }

    private static String code(int status, Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        return answer.json().getString("code");
    }

    private Answer ask(HttpMethod method, String uri, @Nullable String userId, @Nullable String body) throws Exception {
        RequestOptions options = options(method, uri, userId);
        return send(body == null ? options : options.putHeader("Content-Type", "application/json"), body);
    }

    private RequestOptions options(HttpMethod method, String uri, @Nullable String userId) {
        RequestOptions options = new RequestOptions()
                .setMethod(method)
                .setHost("127.0.0.1")
                .setPort(node.port())
                .setURI(uri);
        return userId == null ? options : options.putHeader("User-ID", userId);
    }

    /** All of it on one context: who reads a body from another thread may come too late for it. */
    private Answer send(RequestOptions options, @Nullable String body) throws Exception {
        Promise<Answer> answer = Promise.promise();
        vertx.runOnContext(now -> http.request(options)
                .compose(request -> request.send(Buffer.buffer(body == null ? "" : body)))
                .compose(response ->
                        response.body().map(text -> new Answer(response.statusCode(), text.toString(), response)))
                .onComplete(answer));
        return answer.future().await(20, SECONDS);
    }
}
