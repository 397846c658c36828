package io.parley.agent.demo;

import io.parley.protocol.Lang;
import io.parley.protocol.Text;

/** What can be seen of a text without understanding it. Pure. */
final class Speech {
    private Speech() {}

    /** Chinese where it has at least as many Han characters as Latin words, else English; {@code otherwise} if neither. */
    static Lang lang(String text, Lang otherwise) {
        long han = text.codePoints().filter(Speech::isHan).count();
        int latin = 0;
        boolean inWord = false;
        for (int i = 0; i < text.length(); i++) {
            boolean letter = Character.UnicodeScript.of(text.charAt(i)) == Character.UnicodeScript.LATIN;
            latin += letter && !inWord ? 1 : 0;
            inWord = letter;
        }
        if (han == 0 && latin == 0) {
            return otherwise;
        }
        return han >= latin ? Lang.ZH_CN : Lang.EN;
    }

    /** How long a text is, as people count: words in English, characters with their punctuation in Chinese. */
    static int length(String text, Lang lang) {
        return lang == Lang.EN
                ? words(text)
                : (int) text.codePoints()
                        .filter(c -> !Character.isWhitespace(c) && c != '#')
                        .count();
    }

    /** One line of at most {@code mostChars}, with an ellipsis where more was said. */
    static String line(String text, int mostChars) {
        String flat = text.strip().replaceAll("\\s+", " ");
        return flat.length() <= mostChars ? flat : flat.substring(0, Text.floor(flat, mostChars - 1)) + "…";
    }

    /** Stands for {@code text} where a choice among many depends on it; the same on every machine. */
    static long seed(String text) {
        long seed = 1_125_899_906_842_597L;
        for (int i = 0; i < text.length(); i++) {
            seed = 31 * seed + text.charAt(i);
        }
        return seed;
    }

    private static int words(String text) {
        int words = 0;
        boolean inWord = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isWhitespace(c)) {
                inWord = false;
            } else if (!inWord && Character.isLetterOrDigit(c)) {
                inWord = true;
                words++;
            }
        }
        return words;
    }

    private static boolean isHan(int codePoint) {
        return Character.UnicodeScript.of(codePoint) == Character.UnicodeScript.HAN;
    }
}
