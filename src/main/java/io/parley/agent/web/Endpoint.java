package io.parley.agent.web;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Opens requests to one {@link Target} and nowhere else: redirects are not followed, and a connection goes to the very address
 * that was looked at. At most {@code connections} are open, and as many wait. Made on the context of a verticle, it is closed with it.
 */
public final class Endpoint {
    private static final int CONNECT_TIMEOUT_MS = 10_000;
    private static final int KEEP_ALIVE_SECONDS = 15;
    private static final int LOOKUPS = 4;

    private final Vertx vertx;
    private final WorkerExecutor lookups;
    private final HttpClient client;
    private final Reach reach;
    private final Target target;
    private final Names names;

    /** Looks a name up; may block. */
    @FunctionalInterface
    interface Names {
        InetAddress[] of(String host) throws Exception;
    }

    public Endpoint(Vertx vertx, Reach reach) {
        this(vertx, reach, InetAddress::getAllByName);
    }

    Endpoint(Vertx vertx, Reach reach, Names names) {
        this.vertx = vertx;
        this.lookups =
                vertx.createSharedWorkerExecutor("parley-names", LOOKUPS); // a slow name server holds nobody else up
        this.reach = reach;
        this.target = reach.target();
        this.names = names;
        this.client = vertx.httpClientBuilder()
                .with(options(reach))
                .with(new PoolOptions().setHttp1MaxSize(reach.connections()).setMaxWaitQueueSize(reach.connections()))
                .withConnectHandler(Endpoint::keepFromLog)
                .build();
    }

    /** Vert.x logs what fails on a connection, with words of the other side, where nobody else hears of it; who asked does. */
    private static void keepFromLog(HttpConnection connection) {
        connection.exceptionHandler(heard -> {});
    }

    private static HttpClientOptions options(Reach reach) {
        HttpClientOptions options = new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_1_1)
                .setConnectTimeout(CONNECT_TIMEOUT_MS)
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setVerifyHost(true);
        if (reach.trust() != null) {
            options.setTrustOptions(reach.trust());
        }
        return reach.proxy() == null ? options : options.setProxyOptions(reach.proxy());
    }

    String host() {
        return target.host();
    }

    Vertx vertx() {
        return vertx;
    }

    /** A POST that is not sent yet; {@code attempt} 1 for the first: of several addresses each is tried in turn. */
    Future<HttpClientRequest> open(int attempt) {
        if (reach.proxy() != null) {
            return client.request(options());
        }
        return lookups.executeBlocking(() -> names.of(target.host()), false)
                .recover(unknown -> Future.failedFuture(Unanswered.by(Unanswered.Reason.UNREACHABLE, unknown)))
                .compose(found -> {
                    target.check(found);
                    InetAddress address = found[(attempt - 1) % found.length];
                    return client.request(options()
                            .setServer(SocketAddress.inetSocketAddress(new InetSocketAddress(address, target.port()))));
                });
    }

    private RequestOptions options() {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(target.host())
                .setPort(target.port())
                .setSsl(target.ssl())
                .setURI(target.uri())
                .setFollowRedirects(false)
                .putHeader("Content-Type", "application/json")
                .putHeader("Accept-Encoding", "identity"); // what is compressed comes late
        reach.headers().forEach(options::putHeader);
        return options;
    }
}
