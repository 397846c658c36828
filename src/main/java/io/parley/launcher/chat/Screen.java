package io.parley.launcher.chat;

import java.io.PrintWriter;

/**
 * Writes lines, and texts that grow, one below the other. What comes from elsewhere cannot steer the terminal: control
 * characters show as dots. Confined to one context.
 */
final class Screen {
    private static final String RESET = "\u001b[0m";

    private final PrintWriter out;
    private final boolean colours;
    private String open = "";
    private boolean midLine;

    /** How a text looks where there are colours. */
    enum Look {
        PLAIN(""),
        DIM("\u001b[2m"),
        NAME("\u001b[1m"),
        BAD("\u001b[31m");

        private final String code;

        Look(String code) {
            this.code = code;
        }
    }

    Screen(PrintWriter out, boolean colours) {
        this.out = out;
        this.colours = colours;
    }

    void line(Look look, String text) {
        close();
        write(look, text + "\n");
    }

    /** What can be chosen by {@code number}. */
    void choice(int number, String label) {
        close();
        write(Look.NAME, "  [" + number + "] ");
        write(Look.PLAIN, label + "\n");
    }

    /** {@code name} said {@code text}, all of it. */
    void said(String name, String text) {
        close();
        write(Look.NAME, name + ": ");
        write(Look.PLAIN, text + "\n");
    }

    /** Goes on with the growing text {@code block}; begins it anew, under {@code title}, where something else came between. */
    void grow(String block, String title, Look look, String text) {
        if (text.isEmpty()) {
            return;
        }
        if (!open.equals(block)) {
            close();
            open = block;
            write(Look.NAME, title);
        }
        write(look, text);
    }

    /** Whether the last line is one of a text that may go on. */
    boolean isGrowing() {
        return !open.isEmpty();
    }

    /** Ends the growing text, if one is open, at the end of a line. */
    void close() {
        open = "";
        if (midLine) {
            write(Look.PLAIN, "\n");
        }
    }

    private void write(Look look, String text) {
        boolean coloured = colours && !look.code.isEmpty();
        out.print(coloured ? look.code + harmless(text) + RESET : harmless(text));
        out.flush();
        midLine = !text.endsWith("\n");
    }

    private static String harmless(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            safe.append(Character.isISOControl(c) && c != '\n' && c != '\t' ? '·' : c);
        }
        return safe.toString();
    }
}
