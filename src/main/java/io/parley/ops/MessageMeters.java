package io.parley.ops;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Messages between clients and gateway: the counter {@value #MESSAGES} and the histogram {@value #LATENCY}.
 *
 * <p>The label {@code type} has only types of the protocol; whatever else a client or an application sends counts as
 * {@value #UNKNOWN}, so that nobody can make labels.
 */
public final class MessageMeters {
    static final String MESSAGES = "websocket_messages_total";
    static final String LATENCY = "websocket_message_latency_seconds";
    static final String UNKNOWN = "unknown";
    static final Set<String> CLIENT_TYPES = Set.of("chat", "action", "command", "resume", "ping", "auth");
    static final Set<String> SERVER_TYPES = Set.of(
            "ack",
            "message",
            "ai_delta",
            "ai_snapshot",
            "ai_reply",
            "task_started",
            "progress",
            "task_completed",
            "task_failed",
            "task_cancelled",
            "notice",
            "status",
            "error",
            "history",
            "help",
            "pong");
    /** From the local bus to the deadline of a request. */
    static final Duration[] BUCKETS = Stream.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000)
            .map(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final Map<String, Counter> inbound;
    private final Map<String, Counter> outbound;
    private final Map<String, Timer> latency;
    private final Counter unknownInbound;
    private final Counter unknownOutbound;
    private final Timer unknownLatency;

    MessageMeters(MeterRegistry registry) {
        inbound = each(CLIENT_TYPES, type -> counter(registry, "inbound", type));
        outbound = each(SERVER_TYPES, type -> counter(registry, "outbound", type));
        latency = each(CLIENT_TYPES, type -> timer(registry, type));
        unknownInbound = counter(registry, "inbound", UNKNOWN);
        unknownOutbound = counter(registry, "outbound", UNKNOWN);
        unknownLatency = timer(registry, UNKNOWN);
    }

    /** A message of a client was read; {@code type} as it has it, whatever that is. */
    public void received(String type) {
        inbound.getOrDefault(type, unknownInbound).increment();
    }

    /** A message was handed to a client's socket. */
    public void sent(String type) {
        outbound.getOrDefault(type, unknownOutbound).increment();
    }

    /**
     * A message of a client was answered.
     *
     * @param type of the client's message
     * @param nanos from when its frame was taken from the socket to when its first answer ({@code ack}, {@code error},
     *     {@code history}, {@code help}, {@code pong}, {@code status}) was handed to it; what an agent takes is not in it
     */
    public void answered(String type, long nanos) {
        latency.getOrDefault(type, unknownLatency).record(nanos, TimeUnit.NANOSECONDS);
    }

    private static <T> Map<String, T> each(Set<String> types, Function<String, T> meter) {
        return types.stream().collect(Collectors.toUnmodifiableMap(Function.identity(), meter));
    }

    private static Counter counter(MeterRegistry registry, String direction, String type) {
        return Counter.builder(MESSAGES)
                .description("Messages between clients and gateway")
                .tag("direction", direction)
                .tag("type", type)
                .register(registry);
    }

    private static Timer timer(MeterRegistry registry, String type) {
        return Timer.builder(LATENCY)
                .description("From a client's message taken from the socket to its first answer handed to it")
                .tag("type", type)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }
}
