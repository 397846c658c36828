package io.parley.gateway.identity;

import io.netty.util.NetUtil;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** Fetches a set of keys from where the configuration says, and only there: redirects are not followed. */
final class Jwks {
    static final int MOST_BYTES = 256 * 1024;
    private static final int TIMEOUT_MS = 5_000;
    private static final int OK = 200;

    /** Held here: a client that nobody refers to is closed when it is collected. */
    private final HttpClient client;

    private final String url;

    Jwks(Vertx vertx, String url) {
        this.client = vertx.createHttpClient(new HttpClientOptions()
                .setConnectTimeout(TIMEOUT_MS)
                .setDecompressionSupported(false)
                .setKeepAlive(false));
        this.url = url;
    }

    /** Whether nobody on the way can put other keys in. */
    static boolean isSafe(String url) {
        try {
            URI uri = new URI(url);
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            String host = uri.getHost();
            return host != null && (scheme.equals("https") || (scheme.equals("http") && isLoopback(host)));
        } catch (URISyntaxException notAnAddress) {
            return false;
        }
    }

    private static boolean isLoopback(String host) {
        var address = NetUtil.createInetAddressFromIpAddressString(host);
        return host.equalsIgnoreCase("localhost") || (address != null && address.isLoopbackAddress());
    }

    /** Fails where there is no answer in time, one of another status, one that is too long, or none in JSON. */
    Future<JsonObject> fetch() {
        return client.request(new RequestOptions()
                        .setMethod(HttpMethod.GET)
                        .setAbsoluteURI(url)
                        .setFollowRedirects(false)
                        .setTimeout(TIMEOUT_MS)
                        .putHeader("Accept", "application/json"))
                .compose(request ->
                        request.send().compose(Jwks::whole)) // on the request's own context, or its end may pass
                .map(JsonObject::new);
    }

    private static Future<Buffer> whole(HttpClientResponse response) {
        return response.statusCode() == OK ? body(response) : Future.failedFuture("status " + response.statusCode());
    }

    private static Future<Buffer> body(HttpClientResponse response) {
        Promise<Buffer> whole = Promise.promise();
        Buffer body = Buffer.buffer();
        response.handler(part -> {
                    if (body.length() + part.length() <= MOST_BYTES) {
                        body.appendBuffer(part);
                    } else {
                        whole.tryFail("more than " + MOST_BYTES + " bytes");
                        response.request().reset();
                    }
                })
                .endHandler(end -> whole.tryComplete(body))
                .exceptionHandler(whole::tryFail);
        return whole.future();
    }
}
