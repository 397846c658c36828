package io.parley.agent.http;

import io.parley.protocol.ProtocolCodec;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * The section {@code http_agent}. Every key but the URL has a default.
 *
 * @param url what is asked
 * @param secret sent as {@code Authorization: Bearer}; empty: none
 * @param retries how often it is asked again that could not answer
 * @param retryAfterMs the longest that is waited before
 * @param connections how many turns at once; as many wait
 * @param privateHosts hosts that may have an address of a private network
 * @param tlsCa PEM file with the certificates to believe; empty: those that Java believes
 * @param proxy HTTP proxy over which it is asked; empty: none
 */
record HttpAgentConfig(
        String url,
        String secret,
        int retries,
        long retryAfterMs,
        int connections,
        List<String> privateHosts,
        String tlsCa,
        String proxy) {
    private static final HttpAgentConfig DEFAULTS = new HttpAgentConfig("", "", 2, 20_000, 256, List.of(), "", "");

    HttpAgentConfig {
        privateHosts = List.copyOf(privateHosts);
    }

    /**
     * {@code given} over the defaults. Throws {@link io.parley.protocol.BadMessage} that names a wrong or unknown key, or {@link
     * IllegalArgumentException} that says what is wrong with a value.
     */
    static HttpAgentConfig of(JsonObject given) {
        return ProtocolCodec.readExact(ProtocolCodec.write(DEFAULTS).mergeIn(given), HttpAgentConfig.class)
                .checked();
    }

    private HttpAgentConfig checked() {
        require(retries >= 0, "http_agent.retries must not be negative");
        require(retryAfterMs >= 0, "http_agent.retry_after_ms must not be negative");
        require(connections >= 1, "http_agent.connections must be at least 1");
        require(
                secret.chars().allMatch(c -> c > ' ' && c < 0x7f),
                "http_agent.secret must be of letters, digits and signs of ASCII");
        return this;
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "HttpAgentConfig[" + url + "]";
    }

    private static void require(boolean holds, String sentence) {
        if (!holds) {
            throw new IllegalArgumentException(sentence);
        }
    }
}
