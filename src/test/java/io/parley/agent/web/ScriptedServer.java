package io.parley.agent.web;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeoutException;

/** A real server of HTTP whose every answer a test plays by hand. To be used on the JUnit thread. */
public final class ScriptedServer implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 20;

    private final HttpServer server;
    private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();

    private ScriptedServer(Vertx vertx) {
        this.server = vertx.createHttpServer().requestHandler(this::take);
    }

    public static ScriptedServer start(Vertx vertx) throws TimeoutException {
        ScriptedServer started = new ScriptedServer(vertx);
        started.server.listen(0, "127.0.0.1").await(PATIENCE_SECONDS, SECONDS);
        return started;
    }

    /** The address of {@code path} here. */
    public String url(String path) {
        return "http://127.0.0.1:" + server.actualPort() + path;
    }

    public int port() {
        return server.actualPort();
    }

    /** The next request, once all of it is here. */
    public Asked next() throws InterruptedException {
        Asked next = asked.poll(PATIENCE_SECONDS, SECONDS);
        if (next == null) {
            throw new AssertionError("nobody asked for " + PATIENCE_SECONDS + " s");
        }
        return next;
    }

    public boolean wasAskedMore() {
        return !asked.isEmpty();
    }

    @Override
    public void close() throws TimeoutException {
        server.close().await(PATIENCE_SECONDS, SECONDS);
    }

    private void take(HttpServerRequest request) {
        Context context = Objects.requireNonNull(Vertx.currentContext());
        BlockingQueue<String> closed = new LinkedBlockingQueue<>();
        request.connection().closeHandler(v -> closed.add("closed"));
        request.response().exceptionHandler(gone -> closed.add("reset"));
        request.body().onSuccess(body -> asked.add(new Asked(request, body, context, closed)));
    }

    /** One request, and its answer as it is played. */
    public record Asked(HttpServerRequest request, Buffer body, Context context, BlockingQueue<String> closed) {
        public JsonObject json() {
            return body.toJsonObject();
        }

        public String header(String name) {
            return String.valueOf(request.getHeader(name));
        }

        /** The head of a stream of events. */
        public Asked streams() {
            return play(response -> {
                response.setChunked(true).putHeader("Content-Type", "text/event-stream; charset=utf-8");
                response.writeHead();
            });
        }

        public Asked sends(String text) {
            return sends(Buffer.buffer(text));
        }

        public Asked sends(Buffer bytes) {
            return play(response -> response.write(bytes));
        }

        /** An event with {@code json}. */
        public Asked event(String json) {
            return sends("data: " + json + "\n\n");
        }

        public void ends() {
            play(HttpServerResponse::end);
        }

        /** The connection breaks. */
        public void cuts() {
            play(response -> request.connection().close());
        }

        public void answers(int status, String contentType, String text) {
            play(response -> response.setStatusCode(status)
                    .putHeader("Content-Type", contentType)
                    .end(text));
        }

        /** With a header {@code name}, and nothing in it. */
        public void refuses(int status, String name, String value) {
            play(response ->
                    response.setStatusCode(status).putHeader(name, value).end());
        }

        /** Waits until the client has reset the request. */
        public void awaitReset() throws InterruptedException {
            if (closed.poll(PATIENCE_SECONDS, SECONDS) == null) {
                throw new AssertionError("the request was not reset for " + PATIENCE_SECONDS + " s");
            }
        }

        private Asked play(java.util.function.Consumer<HttpServerResponse> part) {
            context.runOnContext(v -> part.accept(request.response()));
            return this;
        }
    }
}
