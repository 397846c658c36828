package io.parley.bridge;

import io.parley.ops.Loopback;
import io.parley.protocol.ProtocolCodec;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.util.List;

/**
 * The section {@code bridge} of the configuration. Every key has a default; one that is not known is an error.
 *
 * @param token what each connection must show first; empty: none is asked for
 * @param agents the names that may be answered for here; empty: all
 * @param maxFrameBytes the largest frame that is taken; a larger one closes the connection
 * @param connections how many there may be
 * @param drainTimeoutMs how long agents may go on answering when it stops
 */
record BridgeConfig(
        String host,
        int port,
        String token,
        Tls tls,
        List<String> agents,
        int maxFrameBytes,
        int connections,
        long drainTimeoutMs) {
    private static final int TOKEN_LENGTH = 16;
    private static final int LEAST_FRAME_BYTES = 1_024;
    private static final BridgeConfig DEFAULT =
            new BridgeConfig("127.0.0.1", 7000, "", new Tls("", ""), List.of(), 1024 * 1024, 64, 25_000);

    /** PEM files of the server; both empty: it does not encrypt. */
    record Tls(String cert, String key) {
        boolean isOn() {
            return !cert.isBlank();
        }
    }

    BridgeConfig {
        agents = List.copyOf(agents);
    }

    private BridgeConfig checked() {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be 0..65535: " + port);
        }
        if (!token.isEmpty() && token.length() < TOKEN_LENGTH) {
            throw new IllegalArgumentException("token must have at least " + TOKEN_LENGTH + " characters");
        }
        if (tls.cert().isBlank() != tls.key().isBlank()) {
            throw new IllegalArgumentException("tls.cert and tls.key belong together: give both, or none");
        }
        if (!Loopback.is(host) && (token.isEmpty() || !tls.isOn())) {
            throw new IllegalArgumentException("host " + host + " is not a loopback address, so others can reach it: "
                    + "set token, and tls.cert with tls.key, or host 127.0.0.1");
        }
        if (maxFrameBytes < LEAST_FRAME_BYTES || connections < 1) {
            throw new IllegalArgumentException("max_frame_bytes must be at least 1024, and connections at least 1");
        }
        if (drainTimeoutMs < 0) {
            throw new IllegalArgumentException("drain_timeout_ms must not be negative");
        }
        return this;
    }

    /**
     * {@code given} over the defaults. Throws {@link io.parley.protocol.BadMessage} that names a wrong or unknown key, and {@link
     * IllegalArgumentException} where values do not go together.
     */
    static BridgeConfig of(JsonObject given) {
        JsonObject all = ProtocolCodec.write(DEFAULT).mergeIn(given, true);
        return ProtocolCodec.readExact(all, BridgeConfig.class).checked();
    }

    NetServerOptions server() {
        NetServerOptions options = new NetServerOptions()
                .setHost(host)
                .setPort(port)
                .setTcpKeepAlive(true)
                .setTcpNoDelay(true);
        if (tls.isOn()) {
            options.setSsl(true)
                    .setKeyCertOptions(
                            new PemKeyCertOptions().setCertPath(tls.cert()).setKeyPath(tls.key()));
        }
        return options;
    }

    @Override
    public String toString() {
        return "BridgeConfig[" + host + ":" + port + (token.isEmpty() ? "" : ", token=***") + "]";
    }
}
