package io.parley.faults.checker;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A numbered question, whose answer is a function of it alone: whoever reads the question knows what an agent that plays by
 * these rules has to say, word for word.
 *
 * @param number unique in a run, so that text of one conversation is known in another
 * @param words how many there are in the answer
 * @param paceMs between two of them
 */
public record Question(int number, int words, int paceMs) {
    private static final Pattern TEXT = Pattern.compile("q(\\d+)- 请说 (\\d+) 个词, (\\d+) ms 🙂");
    private static final int THINKS_EVERY = 4;
    private static final int THOUGHTS = 5;

    /** The question that {@code text} is; nothing where it is another. */
    public static Optional<Question> parse(String text) {
        Matcher found = TEXT.matcher(text);
        return found.matches()
                ? Optional.of(new Question(number(found, 1), number(found, 2), number(found, 3)))
                : Optional.empty();
    }

    /** As a client asks it. */
    public String text() {
        return "q" + number + "- 请说 " + words + " 个词, " + paceMs + " ms 🙂";
    }

    /** The answer, cut as the agent says it. */
    public Stream<String> pieces() {
        return IntStream.range(0, words).mapToObj(word -> "a" + number + "-" + word + colour(word) + " ");
    }

    public String answer() {
        return pieces().collect(Collectors.joining());
    }

    /** What the agent thinks aloud before it answers; nothing for most. */
    public Stream<String> thoughts() {
        return IntStream.range(0, number % THINKS_EVERY == 0 ? THOUGHTS : 0)
                .mapToObj(thought -> "t" + number + "-" + thought + "想 ");
    }

    public String thinking() {
        return thoughts().collect(Collectors.joining());
    }

    private static String colour(int word) {
        return switch (word % 4) {
            case 1 -> "你好";
            case 3 -> "👋🏽";
            default -> "";
        };
    }

    private static int number(Matcher found, int group) {
        return Integer.parseInt(found.group(group));
    }
}
