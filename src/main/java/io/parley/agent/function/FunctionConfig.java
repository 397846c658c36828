package io.parley.agent.function;

import io.parley.protocol.ProtocolCodec;
import io.vertx.core.json.JsonObject;

/**
 * One entry of {@code llm.functions}.
 *
 * @param url what is asked; empty: the function is ours, or that of a jar
 * @param description in words for the model; empty: the function's own
 * @param parameters a JSON Schema of what {@code url} takes
 * @param secret sent to {@code url} as {@code Authorization: Bearer}; empty: none
 */
record FunctionConfig(String url, String description, JsonObject parameters, String secret) {
    private static final FunctionConfig DEFAULTS = new FunctionConfig("", "", new JsonObject(), "");

    /**
     * {@code given} over the defaults, for the function {@code name}. Throws {@link io.parley.protocol.BadMessage} that names a wrong or
     * unknown key, or {@link IllegalArgumentException} that says what is wrong with a value.
     */
    static FunctionConfig of(String name, JsonObject given) {
        FunctionConfig config =
                ProtocolCodec.readExact(ProtocolCodec.write(DEFAULTS).mergeIn(given), FunctionConfig.class);
        String key = key(name);
        require(name.matches("[A-Za-z0-9_-]{1,64}"), key, "a name has 1 to 64 characters of A-Z a-z 0-9 _ -");
        if (config.url.isBlank()) {
            require(config.parameters.isEmpty() && config.secret.isEmpty(), key, "parameters and secret need a url");
        } else {
            require(!config.description.isBlank(), key, "description is empty; a model knows nothing else of it");
            require(
                    config.parameters.isEmpty() || "object".equals(config.parameters.getValue("type")),
                    key,
                    "parameters must be a JSON Schema of type object");
        }
        require(
                config.secret.chars().allMatch(c -> c > ' ' && c < 0x7f),
                key,
                "secret must be of letters, digits and signs of ASCII");
        return config;
    }

    static String key(String name) {
        return "llm.functions." + name;
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "FunctionConfig[" + url + "]";
    }

    private static void require(boolean holds, String key, String sentence) {
        if (!holds) {
            throw new IllegalArgumentException(key + ": " + sentence);
        }
    }
}
