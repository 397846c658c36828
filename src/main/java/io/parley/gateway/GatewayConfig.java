package io.parley.gateway;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.parley.bus.TransportKind;
import io.parley.gateway.identity.JwtConfig;
import io.parley.protocol.BadMessage;
import io.parley.protocol.Phrase;
import io.parley.protocol.ProtocolCodec;
import io.parley.redis.RedisBudget;
import io.parley.redis.RedisConfig;
import io.parley.redis.RedisLink;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;

/**
 * The section {@code gateway} of the configuration, with the section {@code redis} and the key {@code transport} in it. Every
 * key has a default; one that is not known is an error.
 */
record GatewayConfig(
        String host,
        int port,
        List<String> allowedOrigins,
        List<String> trustedProxies,
        Identity identity,
        long heartbeatMs,
        int maxMessageBytes,
        int maxFrameBytes,
        long handshakeTimeoutMs,
        long requestTimeoutMs,
        long reconnectingMs,
        long drainMs,
        Queue queue,
        Rate rate,
        Limits limits,
        PushTo pushTo,
        SockJs sockjs,
        Bridge bridge,
        Batch batch,
        Compress compress,
        RedisConfig redis,
        TransportKind transport) {
    private static final GatewayConfig DEFAULT = new GatewayConfig(
            "127.0.0.1",
            8080,
            List.of(),
            List.of(),
            new Identity(Identity.Mode.DEV, false, JwtConfig.defaults()),
            30_000,
            64 * 1024,
            128 * 1024,
            10_000,
            4_300,
            60_000,
            5_000,
            new Queue(256, 1024 * 1024, 10_000),
            new Rate(5, 20, 0),
            new Limits(10, 20, 10_000),
            PushTo.USER,
            new SockJs(true),
            new Bridge(false, 10),
            new Batch(true, 16, 16 * 1024, 20),
            new Compress(true, 1024),
            RedisConfig.off(),
            TransportKind.EVENTBUS);

    GatewayConfig {
        allowedOrigins = List.copyOf(allowedOrigins);
        trustedProxies = List.copyOf(trustedProxies);
        atLeast("port", port, 0);
        atLeast("heartbeat_ms", heartbeatMs, 1);
        atLeast("max_message_bytes", maxMessageBytes, 1);
        atLeast("max_frame_bytes", maxFrameBytes, maxMessageBytes);
        atLeast("handshake_timeout_ms", handshakeTimeoutMs, 1);
        atLeast("request_timeout_ms", requestTimeoutMs, 1);
        atLeast("reconnecting_ms", reconnectingMs, 0);
        atLeast("drain_ms", drainMs, 0);
    }

    /** {@code given} over the defaults. Throws {@link BadMessage} that names what is wrong. */
    static GatewayConfig of(JsonObject given) {
        return ProtocolCodec.readExact(ProtocolCodec.write(DEFAULT).mergeIn(given, true), GatewayConfig.class);
    }

    /** How a client says who it is. */
    record Identity(Mode mode, boolean devAnywhere, JwtConfig jwt) {
        enum Mode {
            /** It says so, and is believed. */
            @JsonProperty("dev")
            DEV,
            /** By a signed token. */
            @JsonProperty("jwt")
            JWT,
            /** A proxy before this gateway says so. */
            @JsonProperty("proxy")
            PROXY
        }
    }

    /** What may wait for one slow reader, and how long it may take nothing at all. */
    record Queue(int messages, int bytes, long stalledMs) {
        Queue {
            atLeast("queue.messages", messages, 1);
            atLeast("queue.bytes", bytes, 1);
            atLeast("queue.stalled_ms", stalledMs, 1);
        }
    }

    /** What one user may send. {@code turnsPerMinute} 0: as many turns as messages. */
    record Rate(int messagesPerSecond, int burst, int turnsPerMinute) {
        Rate {
            atLeast("rate.messages_per_second", messagesPerSecond, 1);
            atLeast("rate.burst", burst, 1);
            atLeast("rate.turns_per_minute", turnsPerMinute, 0);
        }

        Allowance.Size messages() {
            return new Allowance.Size(burst, Duration.ofSeconds(1).dividedBy(messagesPerSecond));
        }

        /** A minute's at once. */
        Allowance.Size turns() {
            return new Allowance.Size(turnsPerMinute, Duration.ofMinutes(1).dividedBy(turnsPerMinute));
        }

        /** The same for all gateways that use one Redis. */
        RedisBudget sharedMessages(RedisLink redis) {
            return new RedisBudget(
                    redis, "ws:rate:", messages().burst(), messages().each());
        }

        /** As {@link #sharedMessages}. */
        RedisBudget sharedTurns(RedisLink redis) {
            return new RedisBudget(redis, "ws:turns:", turns().burst(), turns().each());
        }
    }

    /** How many connections there may be; beyond the first the oldest goes, beyond the others the newest is refused. */
    record Limits(int connectionsPerUser, int connectionsPerAddress, int connections) {
        Limits {
            atLeast("limits.connections_per_user", connectionsPerUser, 1);
            atLeast("limits.connections_per_address", connectionsPerAddress, 1);
            atLeast("limits.connections", connections, 1);
        }
    }

    /** Where conversations push to. */
    enum PushTo {
        /** To each user's own address. */
        @JsonProperty("user")
        USER,
        /** To the gateway's; each user's is heard too, for what applications say there. */
        @JsonProperty("node")
        NODE,
        /** To the gateway's, and no user's is heard. */
        @JsonProperty("node_only")
        NODE_ONLY;

        boolean isNode() {
            return this != USER;
        }

        boolean hearsUsers() {
            return this != NODE_ONLY;
        }
    }

    record SockJs(boolean enabled) {}

    /** The event-bus bridge, and in how many conversations one of its sockets may be. */
    record Bridge(boolean enabled, int conversations) {
        Bridge {
            atLeast("bridge.conversations", conversations, 1);
        }
    }

    /** Several messages in one, for clients that ask for it: so many, so large together, or so late after the first. */
    record Batch(boolean enabled, int messages, int bytes, long delayMs) {
        Batch {
            atLeast("batch.messages", messages, 1);
            atLeast("batch.bytes", bytes, 1);
            atLeast("batch.delay_ms", delayMs, 1);
        }
    }

    /** Messages over {@code minBytes} compressed, for clients that ask for it. */
    record Compress(boolean enabled, int minBytes) {
        Compress {
            atLeast("compress.min_bytes", minBytes, 1024);
        }
    }

    private static void atLeast(String key, long value, long least) {
        if (value < least) {
            throw new BadMessage(Phrase.of("bad.least", key, String.valueOf(least)));
        }
    }
}
