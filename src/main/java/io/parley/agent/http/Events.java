package io.parley.agent.http;

import io.parley.agent.AgentFailure;
import io.parley.agent.Outcome;
import io.parley.agent.ReplySink;
import io.parley.agent.Turn;
import io.parley.agent.web.Listening;
import io.parley.agent.web.SseReader;
import io.parley.agent.web.Unanswered;
import io.parley.protocol.BadMessage;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Logged;
import io.parley.protocol.Offer;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a service says of a turn, as events or as one JSON that has all of them. Confined to one context. */
final class Events implements Listening.Speech {
    private static final int MOST_BYTES = 1 << 20;
    private static final int MOST_OF_A_SENTENCE = 1_000;

    /** What each field of an event is, where it is there. */
    private static final Map<String, Class<?>> KINDS = Map.ofEntries(
            Map.entry("thinking", String.class),
            Map.entry("content", String.class),
            Map.entry("progress", Number.class),
            Map.entry("phase", String.class),
            Map.entry("message", String.class),
            Map.entry("done", Boolean.class),
            Map.entry("need_more", Boolean.class),
            Map.entry("result", JsonObject.class),
            Map.entry("generate", JsonObject.class),
            Map.entry("usage", JsonObject.class),
            Map.entry("actions", JsonArray.class),
            Map.entry("error", JsonObject.class));

    /** One of these makes a JSON an answer; the others only go along with it. */
    private static final List<String> ANSWERS =
            List.of("thinking", "content", "done", "need_more", "result", "generate", "actions", "error");

    private final Turn turn;
    private final ReplySink sink;
    private final SseReader reader = new SseReader(MOST_BYTES, this::event);
    private final List<Future<Void>> pending = new ArrayList<>();
    private long next = 1;
    private int percent;
    private boolean spoke;
    private @Nullable JsonObject last;
    private List<Offer> actions = List.of();

    Events(Turn turn, ReplySink sink) {
        this.turn = turn;
        this.sink = sink;
    }

    /** Throws {@link Unanswered} where this is no part of an answer. */
    @Override
    public Future<Void> take(Buffer bytes) {
        reader.read(bytes);
        return taken();
    }

    /** All of an answer at once. */
    @Override
    public Future<Void> whole(Buffer json) {
        JsonObject all = object(json.toString());
        if (ANSWERS.stream().allMatch(field -> all.getValue(field) == null)) {
            throw Unanswered.of(Unanswered.Reason.GARBLED, "a JSON with no field of an answer, such as content");
        }
        say(all);
        end(all);
        return taken();
    }

    @Override
    public boolean isFinished() {
        return last != null;
    }

    @Override
    public boolean isDone() {
        return last != null;
    }

    boolean hasSpoken() {
        return spoke;
    }

    /** How the service has ended the turn. Fails with {@link AgentFailure}, or with {@link Unanswered} where it has not. */
    Future<Outcome> outcome() {
        if (last == null) {
            return Future.failedFuture(Unanswered.of(Unanswered.Reason.CUT, "a stream that ended without done"));
        }
        return last.getValue("error") instanceof JsonObject error
                ? Future.failedFuture(failure(error))
                : Future.succeededFuture(new Outcome(
                        Boolean.TRUE.equals(last.getValue("need_more")),
                        object(last, "result"),
                        object(last, "usage"),
                        object(last, "generate"),
                        actions));
    }

    private Future<Void> taken() {
        List<Future<Void>> open =
                pending.stream().filter(future -> !future.succeeded()).toList();
        pending.clear();
        return open.isEmpty() ? Future.succeededFuture() : Future.all(open).mapEmpty();
    }

    private void event(SseReader.Sent event) {
        if (!event.isKeepAlive()) {
            say(object(event.data()));
        }
    }

    private void say(JsonObject event) {
        if (last != null) {
            return;
        }
        check(event);
        if (event.getValue("thinking") instanceof String thought && !thought.isEmpty()) {
            spoke = true;
            pending.add(sink.thinking(thought));
        }
        if (event.getValue("content") instanceof String text && !text.isEmpty()) {
            spoke = true;
            pending.add(sink.content(text));
        }
        if (event.getValue("progress") instanceof Number || event.getValue("phase") instanceof String) {
            progress(event);
        }
        if (Boolean.TRUE.equals(event.getValue("done")) || event.getValue("error") != null) {
            end(event);
        }
    }

    private void end(JsonObject event) {
        actions = offers(event);
        last = event;
    }

    /** Its number and its turn need not be told, as there is one stream for each; where they are, they are right. */
    private void check(JsonObject event) {
        Object n = event.getValue("n");
        Object turnId = event.getValue("turn_id");
        boolean isNext = n == null || (n instanceof Number number && number.longValue() == next);
        next++;
        if (!isNext || (turnId != null && !turnId.equals(turn.turnId()))) {
            throw Unanswered.of(Unanswered.Reason.GARBLED, "an event of another turn, or out of order");
        }
        KINDS.forEach((field, kind) -> {
            Object value = event.getValue(field);
            if (value != null && !kind.isInstance(value)) {
                throw Unanswered.of(
                        Unanswered.Reason.GARBLED, "an event whose \"" + field + "\" has a value of the wrong kind");
            }
        });
    }

    private void progress(JsonObject event) {
        if (event.getValue("progress") instanceof Number number) {
            percent = Math.max(0, Math.min(100, number.intValue()));
        }
        sink.progress(percent, sentence(event.getValue("phase")), sentence(event.getValue("message")));
    }

    private AgentFailure failure(JsonObject error) {
        ErrorCode code = Arrays.stream(ErrorCode.values())
                .filter(known -> known.name().equals(error.getValue("code")))
                .findFirst()
                .orElse(ErrorCode.UNAVAILABLE);
        boolean retry = error.getValue("retry") instanceof Boolean told ? told : code.retry();
        String told = sentence(error.getValue("message"));
        String sentence = told.isBlank() ? Logged.Cause.of(code, turn.lang()).message() : told;
        return new AgentFailure(code, sentence, retry);
    }

    private static String sentence(@Nullable Object value) {
        String text = value instanceof String given ? given : "";
        return text.substring(0, Math.min(text.length(), MOST_OF_A_SENTENCE));
    }

    private static @Nullable JsonObject object(JsonObject event, String name) {
        return event.getValue(name) instanceof JsonObject object ? object : null;
    }

    private static List<Offer> offers(JsonObject event) {
        if (!(event.getValue("actions") instanceof JsonArray given)) {
            return List.of();
        }
        try {
            return Offer.all(given.stream().map(Events::offer).toList());
        } catch (BadMessage wrong) {
            throw Unanswered.of(Unanswered.Reason.GARBLED, "actions that are none: " + wrong.getMessage());
        }
    }

    private static Offer offer(@Nullable Object given) {
        JsonObject offer = given instanceof JsonObject object ? object : new JsonObject();
        return new Offer(text(offer, "action"), text(offer, "label"), object(offer, "args"));
    }

    private static String text(JsonObject event, String name) {
        return event.getValue(name) instanceof String text ? text : "";
    }

    private static JsonObject object(String json) {
        try {
            return new JsonObject(json);
        } catch (DecodeException | ClassCastException e) {
            throw Unanswered.of(Unanswered.Reason.GARBLED, "something that is no JSON object");
        }
    }
}
