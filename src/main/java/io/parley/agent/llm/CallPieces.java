package io.parley.agent.llm;

import io.parley.agent.web.Unanswered;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts together the calls that a model asks for: their pieces come in deltas, told apart by {@code index}, or, where a server gives
 * none, by a new {@code id} or a new place in one list. Confined to one context.
 */
final class CallPieces {
    private static final int MOST_CALLS = 64;
    private static final int MOST_CHARS = 262_144;

    private final List<Pieces> calls = new ArrayList<>();
    private int chars;

    /** One call as far as it has come. */
    private static final class Pieces {
        private final StringBuilder name = new StringBuilder();
        private final StringBuilder arguments = new StringBuilder();
        private String id = "";
    }

    /** Throws {@link Unanswered} where it is too much. */
    void take(JsonArray deltas) {
        for (int i = 0; i < deltas.size(); i++) {
            if (deltas.getValue(i) instanceof JsonObject delta) {
                take(delta, place(delta, i));
            }
        }
    }

    /** All calls, each with an id. */
    List<Asked> all() {
        List<Asked> all = new ArrayList<>();
        for (Pieces call : calls) {
            String id = call.id.isEmpty() ? "call_" + all.size() : call.id;
            all.add(new Asked(id, call.name.toString(), call.arguments.toString()));
        }
        return all;
    }

    private void take(JsonObject delta, int place) {
        require(place < MOST_CALLS, "more than " + MOST_CALLS + " calls at once");
        while (calls.size() <= place) {
            calls.add(new Pieces());
        }
        Pieces call = calls.get(place);
        if (delta.getValue("id") instanceof String id && !id.isEmpty()) {
            call.id = id;
        }
        if (delta.getValue("function") instanceof JsonObject function) {
            add(call.name, text(function.getValue("name")));
            add(call.arguments, text(function.getValue("arguments")));
        }
    }

    private int place(JsonObject delta, int inList) {
        if (delta.getValue("index") instanceof Number index) {
            require(index.intValue() >= 0, "a call of a negative index");
            return index.intValue();
        }
        if (delta.getValue("id") instanceof String id && !id.isEmpty()) {
            int known = calls.stream().map(call -> call.id).toList().indexOf(id);
            return known >= 0 ? known : calls.size();
        }
        return inList > 0 || calls.isEmpty() ? calls.size() : calls.size() - 1;
    }

    private void add(StringBuilder to, String more) {
        chars += more.length();
        require(chars <= MOST_CHARS, "calls of more than " + MOST_CHARS + " characters");
        to.append(more);
    }

    /** Some servers give the arguments as what they are. */
    private static String text(@Nullable Object value) {
        return value instanceof String text ? text : value instanceof JsonObject object ? object.encode() : "";
    }

    private static void require(boolean holds, String sentence) {
        if (!holds) {
            throw Unanswered.of(Unanswered.Reason.GARBLED, sentence);
        }
    }
}
