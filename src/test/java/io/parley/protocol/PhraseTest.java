package io.parley.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PhraseTest {
    private static final Pattern PLACE = Pattern.compile("\\{\\d+}");
    private final ResourceBundle english = ResourceBundle.getBundle("io.parley.protocol.phrases", Locale.ROOT);
    private final ResourceBundle chinese =
            ResourceBundle.getBundle("io.parley.protocol.phrases", Locale.SIMPLIFIED_CHINESE);

    @Test
    void bothLanguagesSayTheSameThings() {
        assertThat(chinese.getLocale()).isEqualTo(Locale.SIMPLIFIED_CHINESE);
        for (String key : english.keySet()) {
            assertThat(chinese.containsKey(key)).as(key).isTrue();
            assertThat(places(chinese.getString(key))).as(key).isEqualTo(places(english.getString(key)));
        }
        for (String key : chinese.keySet()) {
            assertThat(english.containsKey(key)).as(key).isTrue();
            assertThat(chinese.getString(key)).as(key).matches("(?s).*\\p{IsHan}.*");
        }
    }

    @Test
    void everyErrorCodeHasASentenceInBothLanguages() {
        for (ErrorCode code : ErrorCode.values()) {
            assertThat(code.phrase().in(Lang.EN)).isNotBlank();
            assertThat(code.phrase().in(Lang.ZH_CN)).containsPattern("\\p{IsHan}");
        }
    }

    @Test
    void languageTagOfABrowserFindsItsLanguage() {
        assertThat(Lang.of("zh")).isEqualTo(Lang.ZH_CN);
        assertThat(Lang.of("zh-TW")).isEqualTo(Lang.ZH_CN);
        assertThat(Lang.of("en-GB")).isEqualTo(Lang.EN);
        assertThat(Lang.of("not a tag!")).isEqualTo(Lang.EN);
        assertThat(Lang.of(null)).isEqualTo(Lang.EN);
    }

    private static Set<String> places(String pattern) {
        return PLACE.matcher(pattern).results().map(MatchResult::group).collect(Collectors.toSet());
    }
}
