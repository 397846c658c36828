package io.parley.agent.function;

import io.parley.agent.AgentFailure;
import io.parley.agent.Turn;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Offer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the functions of one turn want to become of it. Confined to one context. */
public final class Wishes {
    static final int MOST_CHOICES = 10;
    private static final int MOST_CHARS = 128;
    private static final String CHOOSE = "choose";

    private final Turn.Kind kind;
    private @Nullable JsonObject task;
    private @Nullable Question question;

    /** Asked of the user at the turn's end. */
    public record Question(String text, List<String> choices) {
        public Question {
            Objects.requireNonNull(text, "the question");
            choices = List.copyOf(choices);
        }

        /** Its choices as buttons; which was pressed stands in {@code args} as {@code choice}. */
        public List<Offer> offers() {
            return choices.stream()
                    .map(choice -> new Offer(CHOOSE, choice, new JsonObject().put("choice", choice)))
                    .toList();
        }

        /** As it stands in the answer: a list of its choices below it. */
        public String shown() {
            return choices.isEmpty() ? text : text + "\n\n- " + String.join("\n- ", choices);
        }
    }

    public Wishes(Turn.Kind kind) {
        this.kind = kind;
    }

    /** The arguments of the task to begin; null for none. */
    public @Nullable JsonObject task() {
        return task;
    }

    /** What is to be asked; null for nothing. */
    public @Nullable Question question() {
        return question;
    }

    void ask(Question asked) {
        require(kind == Turn.Kind.ANSWER, "a task cannot ask the user; go on with what is known");
        require(!asked.text().isBlank(), "the question is empty");
        require(
                asked.choices().size() <= MOST_CHOICES
                        && asked.choices().stream()
                                .allMatch(choice -> !choice.isBlank() && choice.length() <= MOST_CHARS),
                "choices must be at most " + MOST_CHOICES + ", of at most " + MOST_CHARS + " characters each");
        require(question == null, "the user is asked something already; one question ends the answer");
        question = asked;
    }

    void startTask(JsonObject args) {
        require(task == null, "a task is to begin already; one answer begins one task");
        task = args;
    }

    private static void require(boolean holds, String sentence) {
        if (!holds) {
            throw new AgentFailure(ErrorCode.BAD_REQUEST, sentence);
        }
    }
}
