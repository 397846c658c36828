package io.parley.gateway;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.parley.protocol.ProtocolCodec;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** The section {@code gateway} of the configuration. Every key has a default; one that is not known is an error. */
record GatewayConfig(
        String host,
        int port,
        List<String> allowedOrigins,
        Identity identity,
        long heartbeatMs,
        int maxMessageBytes,
        int maxFrameBytes,
        long handshakeTimeoutMs,
        long requestTimeoutMs,
        long reconnectingMs,
        Queue queue,
        Rate rate,
        Limits limits,
        PushTo pushTo,
        SockJs sockjs) {
    private static final GatewayConfig DEFAULT = new GatewayConfig(
            "127.0.0.1",
            8080,
            List.of(),
            new Identity(Identity.Mode.DEV, false),
            30_000,
            64 * 1024,
            128 * 1024,
            10_000,
            5_000,
            60_000,
            new Queue(256, 1024 * 1024),
            new Rate(5, 20),
            new Limits(10, 20, 10_000),
            PushTo.USER,
            new SockJs(true));

    GatewayConfig {
        allowedOrigins = List.copyOf(allowedOrigins);
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be 0..65535: " + port);
        }
        if (heartbeatMs < 1 || requestTimeoutMs < 1 || handshakeTimeoutMs < 1) {
            throw new IllegalArgumentException("heartbeat_ms, request_timeout_ms, handshake_timeout_ms must be over 0");
        }
        if (maxFrameBytes < maxMessageBytes) {
            throw new IllegalArgumentException("max_frame_bytes must be at least max_message_bytes");
        }
    }

    /** {@code given} over the defaults. Throws {@link io.parley.protocol.BadMessage} that names what is wrong. */
    static GatewayConfig of(JsonObject given) {
        return ProtocolCodec.readExact(ProtocolCodec.write(DEFAULT).mergeIn(given, true), GatewayConfig.class);
    }

    /** How a client says who it is. */
    record Identity(Mode mode, boolean devAnywhere) {
        enum Mode {
            @JsonProperty("dev")
            DEV
        }
    }

    /** What may wait for one slow reader. */
    record Queue(int messages, int bytes) {
        Queue {
            if (messages < 1 || bytes < 1) {
                throw new IllegalArgumentException("queue.messages and queue.bytes must be over 0");
            }
        }
    }

    /** What one user may send. */
    record Rate(int messagesPerSecond, int burst) {
        Rate {
            if (messagesPerSecond < 1 || burst < 1) {
                throw new IllegalArgumentException("rate.messages_per_second and rate.burst must be over 0");
            }
        }
    }

    /** How many connections there may be; beyond the first the oldest goes, beyond the others the newest is refused. */
    record Limits(int connectionsPerUser, int connectionsPerAddress, int connections) {}

    /** Where conversations push to. */
    enum PushTo {
        @JsonProperty("user")
        USER
    }

    record SockJs(boolean enabled) {}
}
