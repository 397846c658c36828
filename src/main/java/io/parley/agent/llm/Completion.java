package io.parley.agent.llm;

import io.parley.agent.web.Listening;
import io.parley.agent.web.SseReader;
import io.parley.agent.web.Unanswered;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a model's server says, as a stream or as one JSON. Confined to one context. */
final class Completion implements Listening.Speech {
    static final String REASONING = "reasoning_content";

    private static final String DONE = "[DONE]";
    private static final int MOST_BYTES = 1 << 20;

    private final Voice voice;
    private final SseReader reader = new SseReader(MOST_BYTES, this::event);
    private final ThinkTags text;
    private final List<Future<Void>> pending = new ArrayList<>();
    private final CallPieces calls = new CallPieces();
    private final StringBuilder content = new StringBuilder();
    private final StringBuilder reasoning = new StringBuilder();
    private String before;
    private @Nullable String finish;
    private @Nullable JsonObject usage;
    private boolean done;
    private boolean spoke;

    /** {@code before} is said before its first text. */
    Completion(Voice voice, String before) {
        this.voice = voice;
        this.before = before;
        this.text = new ThinkTags(this::think, this::say);
    }

    /** Throws {@link Unanswered} where this is no part of an answer, or an error. */
    @Override
    public Future<Void> take(Buffer bytes) {
        reader.read(bytes);
        return taken();
    }

    /** All of an answer at once, from a server that does not stream. */
    @Override
    public Future<Void> whole(Buffer json) {
        message(object(json.toString()), "message");
        done = true;
        return taken();
    }

    /** The server has said so. */
    @Override
    public boolean isDone() {
        return done;
    }

    /** The model has come to its end; its cost may follow. */
    @Override
    public boolean isFinished() {
        return done || finish != null;
    }

    boolean hasSpoken() {
        return spoke;
    }

    /** Nothing more comes: what was held back is said. */
    Future<Void> end() {
        text.end();
        return taken();
    }

    /** How the model says that it ended, such as {@code stop} or {@code length}; empty where it does not say. */
    String finish() {
        return finish == null ? "" : finish;
    }

    /** What it said, without what it thought. */
    String content() {
        return content.toString();
    }

    /** What it thought under the name {@link #REASONING}: servers that have it want it back with the calls. */
    String reasoning() {
        return reasoning.toString();
    }

    /** The functions that it wants to be called. */
    List<Asked> calls() {
        return calls.all();
    }

    /** What it cost; null where that was not told. */
    @Nullable
    JsonObject usage() {
        return usage;
    }

    private Future<Void> taken() {
        List<Future<Void>> open =
                pending.stream().filter(future -> !future.succeeded()).toList();
        pending.clear();
        return open.isEmpty() ? Future.succeededFuture() : Future.all(open).mapEmpty();
    }

    private void event(SseReader.Sent event) {
        if (done) {
            return;
        }
        if (event.data().strip().equals(DONE)) {
            done = true;
            return;
        }
        if (event.isKeepAlive()) {
            return;
        }
        JsonObject chunk = object(event.data());
        if (event.name().equals("error")) {
            throw told(chunk);
        }
        message(chunk, "delta");
    }

    private void message(JsonObject chunk, String name) {
        if (chunk.getValue("error") != null) {
            throw told(chunk.getValue("error"));
        }
        if (chunk.getValue("usage") instanceof JsonObject told) {
            usage = told;
        }
        JsonObject choice = first(chunk.getValue("choices"));
        if (choice.getValue(name) instanceof JsonObject words) {
            speak(Words.of(words));
            reasoning.append(words.getValue(REASONING) instanceof String thought ? thought : "");
            call(words.getValue("tool_calls"));
        }
        if (choice.getValue("finish_reason") instanceof String reason && !reason.isEmpty()) {
            finish = reason;
        }
    }

    private void speak(Words words) {
        if (!words.thought().isEmpty()) {
            think(words.thought());
        }
        if (!words.said().isEmpty()) {
            text.take(words.said());
        }
    }

    private void call(@Nullable Object asked) {
        if (asked instanceof JsonArray list && !list.isEmpty()) {
            calls.take(list);
            voice.call();
        }
    }

    private void think(String thought) {
        spoke = true;
        pending.add(voice.think(thought));
    }

    private void say(String said) {
        spoke = true;
        content.append(said);
        pending.add(voice.say(before + said));
        before = "";
    }

    /** An error that comes where an answer should. Of its words only a code of theirs is kept. */
    private static Unanswered told(@Nullable Object error) {
        Object code = error instanceof JsonObject one ? one.getValue("code") : null;
        Object type = error instanceof JsonObject one ? one.getValue("type") : null;
        boolean isTooLong = "context_length_exceeded".equals(code) || "exceed_context_size_error".equals(type);
        return Unanswered.of(
                isTooLong ? Unanswered.Reason.TOO_LONG : Unanswered.Reason.CUT,
                "an error in place of an answer" + (code instanceof Integer number ? ": " + number : ""));
    }

    /** The first of the answers that a server gives, where it gives several. */
    private static JsonObject first(@Nullable Object choices) {
        JsonArray all = choices instanceof JsonArray list ? list : new JsonArray();
        for (int i = 0; i < all.size(); i++) {
            if (all.getValue(i) instanceof JsonObject choice && isFirst(choice.getValue("index"))) {
                return choice;
            }
        }
        return new JsonObject();
    }

    private static boolean isFirst(@Nullable Object index) {
        return !(index instanceof Number number) || number.intValue() == 0;
    }

    private static JsonObject object(String json) {
        try {
            return new JsonObject(json);
        } catch (DecodeException | ClassCastException e) {
            throw Unanswered.of(Unanswered.Reason.GARBLED, "something that is no JSON object");
        }
    }
}
