package io.parley.protocol;

/** Positions in text: UTF-16 units, as Java and JavaScript count, and never inside a surrogate pair. Pure. */
public final class Text {
    private static final int REPLACEMENT = 0xfffd;

    private Text() {}

    /** Whether each surrogate stands in a pair. */
    public static boolean isWellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                boolean pair = Character.isHighSurrogate(text.charAt(i))
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    /** {@code text} with U+FFFD in place of each surrogate that stands alone. */
    public static String wellFormed(String text) {
        return isWellFormed(text)
                ? text
                : text.codePoints()
                        .map(code ->
                                code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE ? REPLACEMENT : code)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
    }

    /** The greatest position at most {@code offsetUtf16} that does not cut a pair of {@code text} in two. */
    public static int floor(CharSequence text, int offsetUtf16) {
        boolean inside = offsetUtf16 > 0
                && offsetUtf16 < text.length()
                && Character.isHighSurrogate(text.charAt(offsetUtf16 - 1))
                && Character.isLowSurrogate(text.charAt(offsetUtf16));
        return inside ? offsetUtf16 - 1 : offsetUtf16;
    }
}
