package io.parley.agent.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.protocol.Lang;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PhrasebookTest {
    private static final Pattern SLOT = Pattern.compile("\\{([a-z_]+)}");
    private static final Set<String> FILLED_IN = Set.of(
            "quote", "user", "project", "subject", "length", "kind", "sum", "result", "last", "names", "action", "args",
            "part");

    @Test
    void bothLanguagesHaveTheSameKeysWithAsManyWordings() {
        Phrasebook english = Phrasebook.load(Lang.EN);
        Phrasebook chinese = Phrasebook.load(Lang.ZH_CN);

        assertThat(chinese.keys()).isEqualTo(english.keys());
        assertThat(english.keys())
                .allSatisfy(key -> assertThat(chinese.wordings(key))
                        .as(key)
                        .hasSameSizeAs(english.wordings(key))
                        .noneMatch(String::isBlank));
    }

    @ParameterizedTest
    @EnumSource(Lang.class)
    void whateverStandsInBracesIsFilledIn(Lang lang) {
        Phrasebook book = Phrasebook.load(lang);

        Set<String> unknown = texts(book)
                .flatMap(text -> SLOT.matcher(text).results())
                .map((MatchResult slot) -> slot.group(1))
                .filter(slot -> !FILLED_IN.contains(slot) && !book.has("slot." + slot))
                .collect(Collectors.toCollection(TreeSet::new));

        // f-strings of the samples in Python
        assertThat(unknown).isSubsetOf("word", "count", "han");
    }

    @Test
    void everyTextStandsInItsOwnLanguage() {
        assertThat(texts(Phrasebook.load(Lang.EN)).filter(text -> !text.contains("中文")))
                .noneMatch(text -> text.codePoints().anyMatch(Character::isIdeographic));
        List<String> spoken = texts(Phrasebook.load(Lang.ZH_CN))
                .filter(text -> text.length() > 60)
                .toList();
        assertThat(spoken)
                .hasSizeGreaterThan(40)
                .allMatch(text -> text.codePoints().anyMatch(Character::isIdeographic));
    }

    private static Stream<String> texts(Phrasebook book) {
        return book.keys().stream().filter(key -> !key.endsWith(".when")).flatMap(key -> book.wordings(key).stream());
    }
}
