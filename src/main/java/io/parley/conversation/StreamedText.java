package io.parley.conversation;

import org.jspecify.annotations.Nullable;

/**
 * Text that grows and is sent in pieces by position. What is here is always well-formed: half of a surrogate pair waits
 * for its other half, and one that is followed by something else becomes U+FFFD; one that nothing follows is left out, as of a text
 * that was cut. Pure.
 */
final class StreamedText {
    private static final char REPLACEMENT = '\ufffd';

    private final StringBuilder text = new StringBuilder();
    private char waitingHigh;
    private int sent;
    private int bytes;

    /** A piece to put at {@code offset} (UTF-16 units). */
    record Piece(int offset, String text) {}

    /** Adds as much of {@code more} as fits into {@code roomBytes} of UTF-8; false when something did not. */
    boolean append(String more, int roomBytes) {
        int until = bytes + roomBytes;
        for (int i = 0; i < more.length(); i++) {
            if (!take(more.charAt(i), until)) {
                return false;
            }
        }
        return true;
    }

    /** What came since the last piece, or null for nothing. It counts as sent from now on. */
    @Nullable
    Piece next() {
        if (sent == text.length()) {
            return null;
        }
        Piece piece = new Piece(sent, text.substring(sent));
        sent = text.length();
        return piece;
    }

    /** What was sent. */
    String sent() {
        return text.substring(0, sent);
    }

    /** All that came, but half of a pair that waits. */
    String all() {
        return text.toString();
    }

    int length() {
        return text.length();
    }

    /** UTF-8 bytes of all that came. */
    int bytes() {
        return bytes;
    }

    private boolean take(char unit, int until) {
        char high = waitingHigh;
        waitingHigh = 0;
        if (high != 0 && Character.isLowSurrogate(unit)) {
            return put(Character.toCodePoint(high, unit), until);
        }
        if (high != 0 && !put(REPLACEMENT, until)) {
            return false;
        }
        if (Character.isHighSurrogate(unit)) {
            waitingHigh = unit;
            return true;
        }
        return put(Character.isLowSurrogate(unit) ? REPLACEMENT : unit, until);
    }

    private boolean put(int codePoint, int until) {
        int size = codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
        if (bytes + size > until) {
            return false;
        }
        text.appendCodePoint(codePoint);
        bytes += size;
        return true;
    }
}
