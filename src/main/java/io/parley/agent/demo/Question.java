package io.parley.agent.demo;

import io.parley.agent.Outcome;
import io.parley.agent.Turn;
import io.parley.protocol.Lang;
import io.parley.protocol.Text;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the user wants to know, made ready for the intents.
 *
 * @param text what was written, cut where patterns have seen enough
 * @param wording which of several wordings to take
 * @param asked the key of the question that the agent asked last, if it did: {@code text} may be the answer to it
 */
record Question(
        Turn turn,
        Phrasebook book,
        String text,
        Wording wording,
        @Nullable String asked) {
    private static final int MOST_CHARS = 2_000;
    private static final int QUOTE_CHARS = 120;
    private static final List<String> ASKED_BACK = List.of("ask.help", "ask.write", "ask.generate");

    static Question of(Turn turn, Map<Lang, Phrasebook> books) {
        List<Turn.Said> before = turn.history();
        String text = turn.message().content();
        String seen = text.substring(0, Text.floor(text, Math.min(text.length(), MOST_CHARS)))
                .strip();
        Lang lang = Speech.lang(seen, turn.lang());
        Wording wording = turn.again() ? Wording.another(turn.turnId()) : Wording.nth(timesSaid(text, before));
        return new Question(turn, Objects.requireNonNull(books.get(lang)), seen, wording, asked(before, books));
    }

    boolean matches(String key) {
        return book.matches(key, text);
    }

    Lang lang() {
        return book.lang();
    }

    /** The text of {@code key}, which may speak of the user and what the user said. */
    String say(String key) {
        return say(key, Map.of());
    }

    String say(String key, Map<String, String> fill) {
        Map<String, String> all = new HashMap<>(fill);
        all.put("quote", Speech.line(text, QUOTE_CHARS));
        all.put("user", turn.userId());
        all.put("project", turn.projectId());
        List<String> wordings = book.wordings(key);
        return Phrasebook.fill(wordings.get(wording.of(wordings.size())), all);
    }

    Reply reply(String key) {
        return reply(key, say(key));
    }

    /** {@code content} with the thoughts that go before {@code key}, or those that fit everything. */
    Reply reply(String key, String content) {
        String thoughts = book.has("thinking." + key) ? "thinking." + key : "thinking";
        return new Reply(say(thoughts), content, Outcome.complete());
    }

    Question withText(String newText) {
        return new Question(turn, book, newText, wording, null);
    }

    private static int lastOf(Turn.Role role, List<Turn.Said> said) {
        int i = said.size() - 1;
        while (i >= 0 && said.get(i).role() != role) {
            i--;
        }
        return i;
    }

    private static int timesSaid(String text, List<Turn.Said> before) {
        return (int) before.stream()
                .filter(said -> said.role() == Turn.Role.USER && said.content().equals(text))
                .count();
    }

    /** Our questions are known by their words: an agent holds nothing between turns. */
    private static @Nullable String asked(List<Turn.Said> before, Map<Lang, Phrasebook> books) {
        int last = lastOf(Turn.Role.ASSISTANT, before);
        if (last < 0 || last != before.size() - 1) {
            return null;
        }
        String words = before.get(last).content();
        return ASKED_BACK.stream()
                .filter(key -> books.values().stream()
                        .anyMatch(book -> book.wordings(key).stream().anyMatch(words::endsWith)))
                .findFirst()
                .orElse(null);
    }
}
