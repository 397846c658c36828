package io.parley.protocol;

import java.text.MessageFormat;
import java.util.List;
import java.util.ResourceBundle;

/**
 * One sentence that Parley says, not yet in a language: a key of {@code phrases.properties} and what to fill in.
 *
 * <p>The two bundles have the same keys; a test holds them to it.
 */
public record Phrase(String key, List<String> args) {
    /** What is said of a message whose {@code type} is not known. */
    static final String UNKNOWN_TYPE = "bad.unknown_type";

    private static final String BUNDLE = "io.parley.protocol.phrases";
    private static final ResourceBundle.Control EXACT =
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);

    public Phrase {
        args = List.copyOf(args);
    }

    public static Phrase of(String key, String... args) {
        return new Phrase(key, List.of(args));
    }

    /** The sentence in {@code lang}. Throws {@link java.util.MissingResourceException} for a key that no bundle has. */
    public String in(Lang lang) {
        String pattern = ResourceBundle.getBundle(BUNDLE, lang.locale(), EXACT).getString(key);
        return new MessageFormat(pattern, lang.locale()).format(args.toArray());
    }
}
