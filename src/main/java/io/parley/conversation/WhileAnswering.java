package io.parley.conversation;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What becomes of a message that comes while an answer is open, by conversation. Immutable. */
final class WhileAnswering {
    private final List<Rule> rules;
    private final Policy otherwise;

    enum Policy {
        /** It waits for its turn. */
        @JsonProperty("queue")
        QUEUE,
        /** It is refused as BUSY. */
        @JsonProperty("reject")
        REJECT,
        /** The answer is stopped, and keeps its text. */
        @JsonProperty("interrupt")
        INTERRUPT
    }

    private record Rule(Pattern projectId, Policy policy) {}

    /**
     * {@code byConversation}: a policy by a pattern of ids, in which {@code *} is any text; the first that fits counts. Throws
     * {@link IllegalArgumentException} where it has another value.
     */
    WhileAnswering(Policy otherwise, JsonObject byConversation) {
        this.otherwise = otherwise;
        this.rules = byConversation.stream()
                .map(entry -> new Rule(pattern(entry.getKey()), policy(entry.getKey(), entry.getValue())))
                .toList();
    }

    Policy in(String projectId) {
        return rules.stream()
                .filter(rule -> rule.projectId().matcher(projectId).matches())
                .map(Rule::policy)
                .findFirst()
                .orElse(otherwise);
    }

    private static Pattern pattern(String glob) {
        return Pattern.compile(Pattern.quote(glob).replace("*", "\\E.*\\Q"));
    }

    private static Policy policy(String key, Object value) {
        return Arrays.stream(Policy.values())
                .filter(policy -> policy.name().toLowerCase(Locale.ROOT).equals(value))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "while_answering_in: \"" + key + "\" must be queue, reject or interrupt: " + value));
    }
}
