package io.parley.agent.llm;

import io.parley.protocol.ProtocolCodec;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * The section {@code llm}. Every key has a default.
 *
 * @param url where its API begins, such as {@code https://api.example.org/v1}; empty: no model is configured
 * @param key sent as {@code Authorization: Bearer}; empty: none
 * @param model its name; empty: the server's own
 * @param systemPrompt said before everything; empty: nothing
 * @param temperature negative: the server's own
 * @param maxTokens of an answer; 0: the server's own
 * @param historyTokens how much of what was said before it is given, as estimated
 * @param retries how often it is asked again that could not answer
 * @param retryAfterMs the longest that is waited before
 * @param connections how many answers at once; as many wait
 * @param privateHosts hosts that may have an address of a private network
 * @param tlsCa PEM file with the certificates to believe; empty: those that Java believes
 * @param proxy HTTP proxy over which it is asked; empty: none
 * @param functions what the model may call, by name; empty: nothing
 * @param functionCalls most calls in one turn
 * @param functionTimeoutMs for one call
 */
record LlmConfig(
        String url,
        String key,
        String model,
        String systemPrompt,
        double temperature,
        int maxTokens,
        int historyTokens,
        int retries,
        long retryAfterMs,
        int connections,
        List<String> privateHosts,
        String tlsCa,
        String proxy,
        JsonObject functions,
        int functionCalls,
        long functionTimeoutMs) {
    private static final LlmConfig DEFAULTS =
            new LlmConfig("", "", "", "", -1, 0, 8_000, 2, 20_000, 256, List.of(), "", "", new JsonObject(), 8, 20_000);

    LlmConfig {
        privateHosts = List.copyOf(privateHosts);
    }

    /**
     * {@code given} over the defaults. Throws {@link io.parley.protocol.BadMessage} that names a wrong or unknown key, or {@link
     * IllegalArgumentException} that says what is wrong with a value.
     */
    static LlmConfig of(JsonObject given) {
        return ProtocolCodec.readExact(ProtocolCodec.write(DEFAULTS).mergeIn(given), LlmConfig.class)
                .checked();
    }

    private LlmConfig checked() {
        require(maxTokens >= 0, "llm.max_tokens must not be negative");
        require(historyTokens >= 0, "llm.history_tokens must not be negative");
        require(retries >= 0, "llm.retries must not be negative");
        require(retryAfterMs >= 0, "llm.retry_after_ms must not be negative");
        require(functionCalls >= 1, "llm.function_calls must be at least 1");
        require(functionTimeoutMs >= 1, "llm.function_timeout_ms must be at least 1");
        require(connections >= 1, "llm.connections must be at least 1");
        require(key.chars().allMatch(c -> c > ' ' && c < 0x7f), "llm.key has a character that no key has");
        return this;
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "LlmConfig[" + url + ", " + model + "]";
    }

    private static void require(boolean holds, String sentence) {
        if (!holds) {
            throw new IllegalArgumentException(sentence);
        }
    }
}
