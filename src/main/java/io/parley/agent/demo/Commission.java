package io.parley.agent.demo;

import io.parley.agent.Turn;
import io.parley.protocol.Lang;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a task is to make. */
record Commission(Phrasebook book, String kind, String subject) {
    private static final List<String> SUBJECT_FIELDS = List.of("subject", "topic", "prompt", "title", "content");
    private static final int SUBJECT_CHARS = 80;

    /** From the arguments of {@code generate}, whoever made them up: what is not there, or no text, is chosen. */
    static Commission of(Turn turn, Map<Lang, Phrasebook> books) {
        JsonObject args = turn.message().args();
        String named = Stream.concat(
                        SUBJECT_FIELDS.stream().map(field -> text(args, field)),
                        Stream.of(turn.message().content()))
                .filter(text -> text != null && !text.isBlank())
                .findFirst()
                .orElse("");
        String tag = text(args, "lang");
        Lang lang = tag != null ? Lang.of(tag) : Speech.lang(named, turn.lang());
        Phrasebook book = Objects.requireNonNull(books.get(lang));
        String subject = named.isBlank() ? book.word("write.subject") : Speech.line(named, SUBJECT_CHARS);
        return new Commission(book, "picture".equals(text(args, "kind")) ? "picture" : "report", subject);
    }

    /** Title, content in Markdown, summary. */
    JsonObject result() {
        Map<String, String> fill = Map.of("subject", subject, "kind", book.word("name." + kind));
        String body = kind.equals("picture") ? picture() : report();
        return new JsonObject()
                .put("kind", kind)
                .put("title", Phrasebook.fill(book.word("result." + kind + ".title"), fill))
                .put("content", body)
                .put(
                        "summary",
                        Phrasebook.fill(
                                book.wordings("result." + kind + ".summary").get(0), fill));
    }

    private String report() {
        int length = book.number("write.usual.report");
        return new Composer(book, "essay", subject, Speech.seed(subject)).compose(length);
    }

    /** A mosaic: what can be drawn in text. */
    private String picture() {
        var tiles = new Deck(book.lines("result.picture.tiles"), Speech.seed(subject));
        StringBuilder mosaic = new StringBuilder("```\n");
        for (int row = 0; row < 6; row++) {
            for (int column = 0; column < 10; column++) {
                mosaic.append(tiles.deal());
            }
            mosaic.append('\n');
        }
        return mosaic.append("```\n\n")
                .append(Phrasebook.fill(book.wordings("result.picture.note").get(0), Map.of("subject", subject)))
                .toString();
    }

    private static @Nullable String text(JsonObject args, String field) {
        return args.getValue(field) instanceof String text ? text : null;
    }
}
