package io.parley.agent.llm;

import java.util.function.Consumer;

/**
 * Tells apart what some servers leave in one text: {@code <think>…</think>} at its beginning, and the answer after it. The tags
 * may come in pieces. Pure.
 */
final class ThinkTags {
    private static final String OPEN = "<think>";
    private static final String CLOSE = "</think>";
    private static final int MOST_BLANKS = 64;

    private final Consumer<String> thought;
    private final Consumer<String> said;
    private final StringBuilder held = new StringBuilder();
    private State state = State.BEGINNING;

    private enum State {
        BEGINNING,
        THINKING,
        /** Blanks after the thought are not said. */
        BETWEEN,
        SAYING
    }

    ThinkTags(Consumer<String> thought, Consumer<String> said) {
        this.thought = thought;
        this.said = said;
    }

    void take(String text) {
        held.append(text);
        State before;
        do {
            before = state;
            go();
        } while (before != state);
    }

    /** Nothing more comes: what was held back for a tag is text. */
    void end() {
        release(state == State.THINKING ? thought : said, held.length());
    }

    private void go() {
        switch (state) {
            case BEGINNING -> begin();
            case THINKING -> think();
            case BETWEEN -> {
                String rest = held.toString().stripLeading();
                held.setLength(0);
                held.append(rest);
                state = rest.isEmpty() ? State.BETWEEN : State.SAYING;
            }
            case SAYING -> release(said, held.length());
        }
    }

    private void begin() {
        String text = held.toString().stripLeading();
        if (text.startsWith(OPEN)) {
            held.setLength(0);
            held.append(text, OPEN.length(), text.length());
            state = State.THINKING;
        } else if (!OPEN.startsWith(text) || held.length() > MOST_BLANKS) {
            state = State.SAYING;
        }
    }

    private void think() {
        int close = held.indexOf(CLOSE);
        if (close >= 0) {
            release(thought, close);
            held.delete(0, CLOSE.length());
            state = State.BETWEEN;
        } else {
            release(thought, held.length() - beginOfClose());
        }
    }

    /** How many characters at the end may be the beginning of the closing tag. */
    private int beginOfClose() {
        for (int length = Math.min(CLOSE.length() - 1, held.length()); length > 0; length--) {
            if (CLOSE.startsWith(held.substring(held.length() - length))) {
                return length;
            }
        }
        return 0;
    }

    private void release(Consumer<String> to, int length) {
        if (length > 0) {
            String text = held.substring(0, length);
            held.delete(0, length);
            to.accept(text);
        }
    }
}
