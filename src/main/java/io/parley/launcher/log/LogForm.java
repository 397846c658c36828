package io.parley.launcher.log;

import java.util.Locale;
import java.util.Set;

/**
 * How the process logs to its standard error: lines for eyes or JSON, from which level, in colour or not.
 *
 * @param level of our lines; those of libraries show from WARN, or from INFO where ours show from DEBUG
 */
public record LogForm(boolean json, String level, boolean colour) {
    private static final Set<String> LEVELS = Set.of("debug", "info", "warn", "error");
    private static final String FILE = "logback.configurationFile";

    /**
     * Reads {@code PARLEY_LOG}: a level (debug, info, warn, error), a form (json, text), or both with a comma between.
     * What is not said follows from the terminal: text from WARN on it, JSON from INFO elsewhere.
     *
     * @param words as above, may be empty
     * @param terminal whether standard error is a terminal
     * @param noColor the variable {@code NO_COLOR}, which asks for none if it is not empty
     * @throws IllegalArgumentException for any other word, with a sentence for the user
     */
    public static LogForm of(String words, boolean terminal, String noColor) {
        boolean json = !terminal;
        String level = terminal ? "WARN" : "INFO";
        for (String word : words.isBlank() ? new String[0] : words.strip().split("\\s*,\\s*", -1)) {
            if (LEVELS.contains(word)) {
                level = word.toUpperCase(Locale.ROOT);
            } else if (word.equals("json") || word.equals("text")) {
                json = word.equals("json");
            } else {
                throw new IllegalArgumentException(
                        "PARLEY_LOG: expected debug, info, warn or error, and json or text, not " + word);
            }
        }
        return new LogForm(json, level, terminal && noColor.isEmpty());
    }

    /** To be called before the first logger is made. Whoever gave a logback file of their own keeps it. */
    public void apply() {
        System.setProperty("parley.log.level", level);
        System.setProperty("parley.log.libraries", libraries());
        System.setProperty("parley.log.colour", String.valueOf(colour));
        if (System.getProperty(FILE) == null) {
            System.setProperty(FILE, json ? "parley-log-json.xml" : "parley-log-text.xml");
        }
    }

    private String libraries() {
        return switch (level) {
            case "DEBUG" -> "INFO";
            case "ERROR" -> "ERROR";
            default -> "WARN";
        };
    }
}
