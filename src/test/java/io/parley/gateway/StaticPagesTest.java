package io.parley.gateway;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page and its files. */
class StaticPagesTest extends GatewayFixture {
    @BeforeEach
    void serve() throws Exception {
        start();
    }

    @Test
    void rootIsThePageUnderAStrictPolicy() throws Exception {
        HttpClientResponse page = get("/");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.getHeader("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(page.getHeader("Content-Security-Policy"))
                .startsWith("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;")
                .endsWith("frame-ancestors 'none'");
        assertThat(page.getHeader("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(page.getHeader("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(body(page).toString()).startsWith("<!doctype html>");
    }

    @ParameterizedTest
    @CsvSource({
        "/client/parley.js,text/javascript; charset=utf-8",
        "/vendor/purify.es.mjs,text/javascript; charset=utf-8",
        "/style/tokens.css,text/css; charset=utf-8",
        "/asyncapi.json,application/json",
        "/schema/,text/html; charset=utf-8",
        "/schema/client.json,application/json",
        "/favicon.svg,image/svg+xml"
    })
    void fileHasTheTypeOfItsKind(String path, String type) throws Exception {
        HttpClientResponse file = get(path);

        assertThat(file.statusCode()).isEqualTo(200);
        assertThat(file.getHeader("Content-Type")).isEqualTo(type);
    }

    @Test
    void fileThatDidNotChangeIsNotSentAgain() throws Exception {
        String tag = get("/").getHeader("ETag");

        HttpClientResponse again = get("/", Map.of("If-None-Match", tag));

        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.getHeader("Cache-Control")).isEqualTo("no-cache");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/absent.html",
                "/style",
                "/style/",
                "/../io/parley/gateway/Page.class",
                "/%2e%2e/verticles.json",
                "/.hidden.html",
                "//etc/passwd"
            })
    void whatIsNotThereIsNotFoundInOneLine(String path) throws Exception {
        HttpClientResponse none = get(path);

        assertThat(none.statusCode()).isEqualTo(404);
        assertThat(none.getHeader("Content-Type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(body(none).toString()).isEqualTo("Not found\n");
    }

    @Test
    void longPathIsOnlyNotFound() throws Exception {
        assertThat(get("/a".repeat(2_500)).statusCode()).isEqualTo(404);
    }

    @Test
    void clientIsOneModuleThatPagesOfAllowedSitesMayLoad() throws Exception {
        startGateway(new JsonObject("{\"allowed_origins\":[\"https://chat.example.org\"]}"));

        HttpClientResponse module = get("/client/parley.js", Map.of("Origin", "https://chat.example.org"));

        assertThat(module.getHeader("Access-Control-Allow-Origin")).isEqualTo("https://chat.example.org");
        assertThat(body(module).toString())
                .contains("export class Parley ", "export class ParleyError ", "class Transcript ")
                .doesNotContain("import {Link}", "from './");
        assertThat(get("/client/link.js").statusCode()).isEqualTo(404);
    }

    private HttpClientResponse get(String path) throws Exception {
        return get(path, Map.of());
    }

    private HttpClientResponse get(String path, Map<String, String> headers) throws Exception {
        var options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setHost("127.0.0.1")
                .setPort(port)
                .setURI(path);
        headers.forEach(options::putHeader);
        return vertx.createHttpClient()
                .request(options)
                .compose(request -> request.send())
                .compose(response -> response.body().map(response))
                .await(20, SECONDS);
    }

    private static Buffer body(HttpClientResponse response) throws Exception {
        return response.body().await(5, SECONDS);
    }
}
