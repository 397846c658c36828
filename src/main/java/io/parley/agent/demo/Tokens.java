package io.parley.agent.demo;

import io.parley.protocol.Text;

/** Cuts text as models do: a short word with the space before it, or a character or two of Chinese. Pure. */
final class Tokens {
    private static final int MOST_CHARS = 6;
    private static final int MOST_WIDE_CHARS = 2;
    private static final char FIRST_WIDE = '\u2e80';

    private Tokens() {}

    /** Where the token that begins at {@code from} ends: after it, and never inside a surrogate pair. */
    static int end(String text, int from) {
        int most = text.charAt(from) >= FIRST_WIDE ? MOST_WIDE_CHARS : MOST_CHARS;
        int limit = Math.min(text.length(), from + most);
        for (int i = from + 1; i < limit; i++) {
            if (text.charAt(i) == ' ') {
                return i;
            }
        }
        return Text.floor(text, limit);
    }
}
