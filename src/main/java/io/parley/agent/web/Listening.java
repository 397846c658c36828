package io.parley.agent.web;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hears an answer: one JSON, or a stream of events that says itself where it ends. What follows its end is read, so that the connection can be used again, and not
 * waited for. Confined to one context.
 */
public final class Listening {
    /** For what follows the last word: what it cost, and the end of the stream. */
    private static final long AFTERWORD_MS = 1_000;

    private static final int MOST_BYTES = 8 << 20;
    private static final Pattern TYPE = Pattern.compile("[a-z0-9.+-]{1,40}/[a-z0-9.+-]{1,40}");

    private final Post post;
    private final Speech speech;
    private final Promise<Void> heard = Promise.promise();
    private Runnable ended = () -> {};
    private boolean isEnding;

    /** What is heard. */
    public interface Speech {
        /** Completes when there may be more. */
        Future<Void> take(Buffer bytes);

        /** All at once. */
        Future<Void> whole(Buffer json);

        /** Nothing but an afterword follows, for which there is little time. */
        boolean isFinished();

        /** Nothing follows. */
        boolean isDone();
    }

    private Listening(Post post, Speech speech) {
        this.post = post;
        this.speech = speech;
    }

    /** Completes when {@code speech} is done, or the answer has ended. Fails with {@link Unanswered}, or with what it fails with. */
    public static Future<Void> to(Post post, HttpClientResponse response, Speech speech) {
        String type = String.valueOf(response.getHeader("Content-Type")).toLowerCase(Locale.ROOT);
        if (type.startsWith("text/event-stream")) {
            return new Listening(post, speech).read(response);
        }
        return type.startsWith("application/json")
                ? post.readAll(response, MOST_BYTES).compose(speech::whole)
                : Future.failedFuture(Unanswered.of(
                        Unanswered.Reason.REFUSED,
                        "answered with " + named(type) + ", and not with text/event-stream or application/json"));
    }

    /** Of what a server says of itself only what is a type is told. */
    private static String named(String type) {
        Matcher main = TYPE.matcher(type);
        return main.lookingAt() ? "the Content-Type " + main.group() : "no Content-Type";
    }

    private Future<Void> read(HttpClientResponse response) {
        post.read(response, this::take).onComplete(end -> {
            ended.run();
            if (end.succeeded() || speech.isFinished()) {
                heard.tryComplete();
            } else {
                heard.tryFail(end.cause());
            }
        });
        return heard.future();
    }

    private Future<Void> take(Buffer bytes) {
        return speech.take(bytes).onSuccess(taken -> {
            if (speech.isDone()) {
                heard.tryComplete();
            }
            if (speech.isFinished() && !isEnding) {
                isEnding = true;
                waitForTheEnd();
            }
        });
    }

    private void waitForTheEnd() {
        Vertx vertx = post.vertx();
        long timer = vertx.setTimer(AFTERWORD_MS, late -> {
            heard.tryComplete();
            post.stop();
        });
        ended = () -> vertx.cancelTimer(timer);
    }
}
