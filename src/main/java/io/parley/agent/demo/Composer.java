package io.parley.agent.demo;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes a text of a kind, about a subject, as long as asked, from the grammar of sentences in the book. The same seed makes
 * the same text. For one text each.
 */
final class Composer {
    private static final Pattern SLOT = Pattern.compile("\\{([a-z_]+)}");
    private static final String STANZAS = "stanzas";
    private static final String LINE = " / ";
    private static final int CHAPTERS_FROM = 700;
    private static final int CHAPTER_LENGTH = 500;

    private final Phrasebook book;
    private final String kind;
    private final long seed;
    private final Random order;
    private final Map<String, Deck> decks = new HashMap<>();
    private final Map<String, String> fixed = new HashMap<>();
    private final Set<String> fixedNames;
    private final StringBuilder text = new StringBuilder();
    private int length;

    Composer(Phrasebook book, String kind, String subject, long seed) {
        this.book = book;
        this.kind = kind;
        this.seed = seed;
        this.order = new Random(seed);
        this.fixedNames = new HashSet<>(book.lines("compose.fixed"));
        fixed.put("subject", subject);
    }

    /** About {@code wanted} words or characters, the title not counted; with chapters where it is long. */
    String compose(int wanted) {
        text.append("# ").append(sentence("title")).append("\n\n");
        boolean chapters = wanted >= CHAPTERS_FROM;
        int parts = chapters ? Math.round((float) wanted / CHAPTER_LENGTH) : 1;
        String closing = framed(wanted) ? sentence("closing") : "";
        int body = wanted - count(closing);
        for (int part = 1; part <= parts; part++) {
            if (chapters) {
                heading(part);
            }
            if (part == 1 && framed(wanted)) {
                paragraphOf(sentence("opening"));
            }
            paragraphs((int) ((long) body * part / parts));
        }
        text.append(closing);
        return text.toString().strip();
    }

    private boolean framed(int wanted) {
        return wanted >= book.number("compose.framed_from") && book.has(kind + ".opening");
    }

    private void heading(int part) {
        fixed.put("part", String.valueOf(part));
        String heading = sentence("chapter");
        text.append("## ").append(heading).append("\n\n");
        length += count(heading);
    }

    private void paragraphs(int until) {
        while (length < until) {
            int sentences = book.word(kind + ".joint").equals(STANZAS) ? 1 : 3 + order.nextInt(4);
            StringBuilder paragraph = new StringBuilder();
            for (int i = 0; i < sentences && length + count(paragraph.toString()) < until; i++) {
                paragraph.append(paragraph.isEmpty() ? "" : joint()).append(sentence("sentence"));
            }
            paragraphOf(paragraph.toString());
        }
    }

    private void paragraphOf(String paragraph) {
        text.append(paragraph).append("\n\n");
        length += count(paragraph);
    }

    private String joint() {
        return book.word(kind + ".joint").equals("space") ? " " : "";
    }

    private String sentence(String part) {
        String template = deck(kind + "." + part).deal();
        Matcher slots = SLOT.matcher(template);
        String said = slots.replaceAll(slot -> Matcher.quoteReplacement(filling(slot)))
                .replace(LINE, "  \n");
        int first = said.offsetByCodePoints(0, 1);
        return said.substring(0, first).toUpperCase(Locale.ROOT) + said.substring(first);
    }

    private String filling(MatchResult slot) {
        String name = slot.group(1);
        if (fixed.containsKey(name)) {
            return fixed.getOrDefault(name, "");
        }
        String dealt = deck("slot." + name).deal();
        if (fixedNames.contains(name)) {
            fixed.put(name, dealt);
        }
        return dealt;
    }

    private Deck deck(String key) {
        return decks.computeIfAbsent(key, first -> new Deck(book.lines(key), seed ^ Speech.seed(key)));
    }

    private int count(String words) {
        return Speech.length(words, book.lang());
    }
}
