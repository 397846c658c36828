package io.parley.protocol;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The languages in which Parley itself speaks. Agents may speak any. */
public enum Lang {
    EN("en", Locale.ENGLISH),
    ZH_CN("zh-CN", Locale.SIMPLIFIED_CHINESE);

    private final String tag;
    private final Locale locale;

    Lang(String tag, Locale locale) {
        this.tag = tag;
        this.locale = locale;
    }

    /** The language for a BCP 47 tag as a client gives it; English where the tag is absent, wrong or another language's. */
    public static Lang of(@Nullable String tag) {
        return tag != null && Locale.forLanguageTag(tag).getLanguage().equals("zh") ? ZH_CN : EN;
    }

    /** Whether {@code tag} is of one of these, such as {@code en-GB}; {@link #of} takes any other for English. */
    public static boolean isSpoken(String tag) {
        String language = Locale.forLanguageTag(tag).getLanguage();
        return Arrays.stream(values())
                .anyMatch(lang -> lang.locale.getLanguage().equals(language));
    }

    /** The BCP 47 tag: {@code en} or {@code zh-CN}. */
    public String tag() {
        return tag;
    }

    Locale locale() {
        return locale;
    }
}
