package io.parley.agent.demo;

import io.parley.protocol.Lang;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All texts of one language, by key. Immutable.
 *
 * <p>The file has sections, {@code === key} above each. A key that comes again holds another wording of the same. Sections
 * whose key ends in {@code .when} hold regular expressions, one a line; what is in braces in the others is filled in.
 */
final class Phrasebook {
    private static final String HEAD = "=== ";
    private static final String WHEN = ".when";
    private static final Pattern SLOT = Pattern.compile("\\{([a-z_]+)}");

    private final Lang lang;
    private final Map<String, List<String>> wordings;
    private final Map<String, List<Pattern>> patterns;

    private Phrasebook(Lang lang, Map<String, List<String>> wordings) {
        this.lang = lang;
        this.wordings = wordings;
        this.patterns = wordings.entrySet().stream()
                .filter(section -> section.getKey().endsWith(WHEN))
                .collect(Collectors.toUnmodifiableMap(
                        section ->
                                section.getKey().substring(0, section.getKey().length() - WHEN.length()),
                        section -> compiled(section.getValue())));
    }

    /** Reads the file of {@code lang} from the class path. */
    static Phrasebook load(Lang lang) {
        String name = lang.tag() + ".txt";
        try (InputStream file = Objects.requireNonNull(Phrasebook.class.getResourceAsStream(name), name)) {
            return new Phrasebook(lang, sections(new String(file.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    Lang lang() {
        return lang;
    }

    Set<String> keys() {
        return wordings.keySet();
    }

    boolean has(String key) {
        return wordings.containsKey(key);
    }

    /** Whether {@code text} has anything that {@code key} is recognised by. */
    boolean matches(String key, String text) {
        return patterns(key).stream().anyMatch(pattern -> pattern.matcher(text).find());
    }

    /** What the first pattern of {@code key} that is in {@code text} has in its group; null where none is. */
    @Nullable
    String capture(String key, String text) {
        for (Pattern pattern : patterns(key)) {
            Matcher matcher = pattern.matcher(text);
            if (matcher.find() && !matcher.group(1).isBlank()) {
                return matcher.group(1).strip();
            }
        }
        return null;
    }

    /** {@code text} without what {@code key} is recognised by. */
    String without(String key, String text) {
        String rest = text;
        for (Pattern pattern : patterns(key)) {
            rest = pattern.matcher(rest).replaceAll("");
        }
        return rest.strip();
    }

    List<String> wordings(String key) {
        return Objects.requireNonNull(wordings.get(key), key);
    }

    /** The lines of a section that is a list of choices. */
    List<String> lines(String key) {
        return wordings(key).get(0).lines().toList();
    }

    /** A section of one line. */
    String word(String key) {
        return lines(key).get(0);
    }

    /** A section that is a number. */
    int number(String key) {
        return Integer.parseInt(word(key));
    }

    /** {@code template} with what {@code fill} has put in; other braces stay. */
    static String fill(String template, Map<String, String> fill) {
        return SLOT.matcher(template)
                .replaceAll(slot -> Matcher.quoteReplacement(fill.getOrDefault(slot.group(1), slot.group())));
    }

    private List<Pattern> patterns(String key) {
        return Objects.requireNonNull(patterns.get(key), key);
    }

    private static List<Pattern> compiled(List<String> sections) {
        return sections.stream()
                .flatMap(String::lines)
                .map(line -> Pattern.compile(line, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE))
                .toList();
    }

    private static Map<String, List<String>> sections(String file) {
        Map<String, List<String>> sections = new LinkedHashMap<>();
        String[] parts = file.split("(?m)^" + HEAD, -1);
        for (int i = 1; i < parts.length; i++) {
            int end = parts[i].indexOf('\n');
            String key = parts[i].substring(0, end).strip();
            sections.computeIfAbsent(key, first -> new ArrayList<>())
                    .add(parts[i].substring(end + 1).strip());
        }
        return sections;
    }
}
