package io.parley.agent.web;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.security.cert.CertificateException;
import java.time.Instant;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One question by POST: asked again as {@link Patience} says while no answer has begun, and given up at once by {@link #stop}.
 * Confined to the context that made it.
 */
public final class Post {
    private static final int OK = 200;
    private static final int TOO_LARGE = 413;
    private static final int TOO_MANY = 429;
    private static final int BROKEN = 500;
    private static final int ERROR_BYTES = 16_384;
    /** How servers say it: by a code, a type, or a sentence. */
    private static final Pattern TOO_LONG =
            Pattern.compile("context_length_exceeded|exceed_context_size_error|maximum context length");

    private static final Pattern CODE = Pattern.compile("\"code\"\\s*:\\s*\"([a-z_]{1,64})\"");

    private final Endpoint endpoint;
    private final Patience patience;
    private final Buffer body;
    private @Nullable HttpClientRequest open;
    private @Nullable Runnable waiting;
    private boolean stopped;

    public Post(Endpoint endpoint, Patience patience, Buffer body) {
        this.endpoint = endpoint;
        this.patience = patience;
        this.body = body;
    }

    /** The response of status 200, paused. Fails with {@link Unanswered}. */
    public Future<HttpClientResponse> send() {
        return attempt(1);
    }

    /** Resets the request, also one that is not sent yet: whoever is asked may stop working. */
    public void stop() {
        stopped = true;
        abandon();
        if (waiting != null) {
            waiting.run();
        }
    }

    /** Whether it was given up. */
    boolean isStopped() {
        return stopped;
    }

    Vertx vertx() {
        return endpoint.vertx();
    }

    String host() {
        return endpoint.host();
    }

    /**
     * Gives {@code response} to {@code taker} piece by piece, the next when the future of the last is done. Fails with {@link
     * Unanswered} where it is cut off, or with what {@code taker} fails with.
     */
    public Future<Void> read(HttpClientResponse response, Function<Buffer, Future<Void>> taker) {
        Promise<Void> read = Promise.promise();
        response.exceptionHandler(cause -> read.tryFail(Unanswered.by(Unanswered.Reason.CUT, cause)));
        response.endHandler(end -> {
            open = null; // its connection may have another question by now
            read.tryComplete();
        });
        response.handler(piece -> Future.succeededFuture(piece)
                .compose(taker)
                .onSuccess(taken -> response.fetch(1))
                .onFailure(read::tryFail));
        response.fetch(1);
        return read.future();
    }

    /** All of {@code response}. Fails with {@link Unanswered} where it is more than {@code maxBytes}. */
    public Future<Buffer> readAll(HttpClientResponse response, int maxBytes) {
        Buffer all = Buffer.buffer();
        return read(
                        response,
                        piece -> all.length() + piece.length() > maxBytes
                                ? Future.failedFuture(Unanswered.of(
                                        Unanswered.Reason.GARBLED, "an answer of more than " + maxBytes + " bytes"))
                                : Future.succeededFuture(all.appendBuffer(piece))
                                        .mapEmpty())
                .map(read -> all);
    }

    private void abandon() {
        if (open != null) {
            open.reset();
            open = null;
        }
    }

    private Future<HttpClientResponse> attempt(int number) {
        return once(number).recover(cause -> {
            Unanswered failure = asUnanswered(cause);
            long waitMs = stopped ? -1 : patience.waitMs(number, failure);
            return waitMs < 0
                    ? Future.failedFuture(failure)
                    : pause(waitMs).compose(waited -> stopped ? Future.failedFuture(failure) : attempt(number + 1));
        });
    }

    private Future<HttpClientResponse> once(int number) {
        return endpoint.open(number)
                .compose(request -> {
                    open = request;
                    return stopped ? given(request) : request.send(body);
                })
                .compose(response -> {
                    response.pause();
                    response.exceptionHandler(lost -> {}); // whoever reads it hears of that
                    return response.statusCode() == OK ? readable(response) : refused(response);
                });
    }

    private static Future<HttpClientResponse> given(HttpClientRequest request) {
        return request.reset()
                .transform(reset ->
                        Future.failedFuture(Unanswered.of(Unanswered.Reason.CUT, "stopped before it was sent")));
    }

    private Future<HttpClientResponse> readable(HttpClientResponse response) {
        String encoding = response.getHeader("Content-Encoding");
        if (encoding == null || encoding.isBlank() || encoding.strip().equalsIgnoreCase("identity")) {
            return Future.succeededFuture(response);
        }
        abandon();
        return Future.failedFuture(
                Unanswered.of(Unanswered.Reason.REFUSED, "answered in a Content-Encoding, and was asked for none"));
    }

    private Future<HttpClientResponse> refused(HttpClientResponse response) {
        int status = response.statusCode();
        if (status == TOO_MANY || status >= BROKEN) {
            long afterMs = Patience.retryAfterMs(response.getHeader("Retry-After"), Instant.now());
            abandon();
            Unanswered.Reason reason = status == TOO_MANY ? Unanswered.Reason.TOO_MANY : Unanswered.Reason.BROKEN;
            return Future.failedFuture(Unanswered.status(reason, status, afterMs, "answered " + status));
        }
        return readAll(response, ERROR_BYTES).transform(read -> {
            String text = read.succeeded() ? read.result().toString() : "";
            String word = code(text);
            Unanswered.Reason reason =
                    status == TOO_LARGE || TOO_LONG.matcher(text).find()
                            ? Unanswered.Reason.TOO_LONG
                            : Unanswered.Reason.REFUSED;
            abandon();
            return Future.failedFuture(Unanswered.status(reason, status, Unanswered.NOT_SAID, sentence(status, word)));
        });
    }

    /** Nothing else of an error's text is told: it may repeat the question, or the key. */
    private static String code(String text) {
        Matcher code = CODE.matcher(text);
        return code.find() ? code.group(1) : "";
    }

    private static String sentence(int status, String word) {
        String redirect = status >= 300 && status < 400 ? "; redirects are not followed" : "";
        return "answered " + status + (word.isEmpty() ? "" : " " + word) + redirect;
    }

    private static Unanswered asUnanswered(Throwable cause) {
        if (cause instanceof Unanswered already) {
            return already;
        }
        return Unanswered.by(
                cause instanceof ConnectionPoolTooBusyException
                        ? Unanswered.Reason.FULL
                        : isUntrusted(cause) ? Unanswered.Reason.REFUSED : Unanswered.Reason.UNREACHABLE,
                cause);
    }

    /** A certificate that is not believed is none a moment later either. */
    private static boolean isUntrusted(Throwable cause) {
        Throwable one = cause;
        while (one != null && !(one instanceof CertificateException)) {
            one = one.getCause();
        }
        return one != null;
    }

    private Future<Void> pause(long ms) {
        Promise<Void> waited = Promise.promise();
        long timer = endpoint.vertx().setTimer(Math.max(1, ms), due -> waited.tryComplete());
        waiting = () -> {
            endpoint.vertx().cancelTimer(timer);
            waited.tryComplete();
        };
        return waited.future();
    }
}
