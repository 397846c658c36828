package io.parley.agent.demo;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/** How long an answer was asked to be, in words or, for Chinese, characters. */
final class Length {
    static final int MOST = 20_000;
    private static final int LEAST = 20;
    private static final long VERY_MANY = 1_000_000_000;
    private static final int MOST_DIGITS = 8;
    private static final Map<Character, Integer> DIGITS = digits();
    private static final Map<Character, Integer> UNITS = Map.of('十', 10, '百', 100, '千', 1_000, 'k', 1_000, 'K', 1_000);

    private Length() {}

    /** What {@code text} says of a length, whatever it is; empty where it says nothing. */
    static OptionalInt in(Phrasebook book, String text) {
        String number = book.capture("length", text);
        return number == null ? OptionalInt.empty() : OptionalInt.of(value(number));
    }

    /** {@code wanted}, or the nearest length that we write. */
    static int bounded(int wanted) {
        return Math.max(LEAST, Math.min(MOST, wanted));
    }

    /** Digits, {@code 3千}, {@code 2k}, or Chinese numerals as in {@code 两千五百}; more than eight digits count as very many. */
    private static int value(String number) {
        long total = 0;
        long digits = 0;
        int read = 0;
        for (int i = 0; i < number.length(); i++) {
            char c = number.charAt(i);
            if (Character.isDigit(c) && read++ < MOST_DIGITS) {
                digits = 10 * digits + Character.digit(c, 10);
            } else if (DIGITS.containsKey(c)) {
                digits = DIGITS.getOrDefault(c, 0);
            } else if (c == '万') {
                total = Math.min(VERY_MANY, Math.max(1, total + digits) * 10_000);
                digits = 0;
            } else if (UNITS.containsKey(c)) {
                total += Math.max(1, digits) * UNITS.getOrDefault(c, 1);
                digits = 0;
            }
        }
        return (int) Math.min(VERY_MANY, total + digits);
    }

    private static Map<Character, Integer> digits() {
        Map<Character, Integer> digits = new HashMap<>();
        String numerals = "零一二三四五六七八九";
        for (int i = 0; i < numerals.length(); i++) {
            digits.put(numerals.charAt(i), i);
        }
        digits.put('两', 2);
        digits.put('〇', 0);
        return Map.copyOf(digits);
    }
}
