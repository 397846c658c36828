package io.parley.ops;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** What agents do: {@value #RUNNING}, {@value #TURNS}, {@value #TOKENS} and {@value #FIRST_TOKEN}. Turns and generation tasks alike. */
public final class TurnMeters {
    static final String RUNNING = "parley_running_answers";
    static final String TURNS = "parley_turns_total";
    static final String FIRST_TOKEN = "parley_time_to_first_token_seconds";
    static final String TOKENS = "parley_model_tokens_total";
    static final Duration[] BUCKETS = Stream.of(
                    5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000)
            .map(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final LongAdder running = new LongAdder();
    private final Map<End, Counter> ended = new EnumMap<>(End.class);
    private final Timer firstToken;
    private final Counter tokensIn;
    private final Counter tokensOut;

    /** How a turn ended: the {@code status} of its terminal message. */
    public enum End {
        COMPLETE,
        CANCELLED,
        INTERRUPTED,
        FAILED
    }

    TurnMeters(MeterRegistry registry) {
        Gauge.builder(RUNNING, running, LongAdder::doubleValue)
                .description("Turns that an agent is answering now")
                .strongReference(true)
                .register(registry);
        for (End end : End.values()) {
            ended.put(end, counter(registry, end));
        }
        tokensIn = tokens(registry, "in");
        tokensOut = tokens(registry, "out");
        firstToken = Timer.builder(FIRST_TOKEN)
                .description("From the agent asked to its first piece of thinking, text or progress")
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    /** An agent was asked. Must be followed by one {@link #stopped}. */
    public void started() {
        running.increment();
    }

    /** The first piece of an answer came, {@code nanos} after the agent was asked. */
    public void firstToken(long nanos) {
        firstToken.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** The agent that was asked is done, in whatever way. */
    public void stopped() {
        running.decrement();
    }

    /** How many run now. */
    public long running() {
        return running.sum();
    }

    /** The terminal message of a turn is in the log; also of a turn that never began. */
    public void ended(End end) {
        Counter counter = ended.get(end);
        if (counter != null) {
            counter.increment();
        }
    }

    /** What a model's server said that an answer has cost. */
    public void tokens(long in, long out) {
        tokensIn.increment((double) in);
        tokensOut.increment((double) out);
    }

    private static Counter tokens(MeterRegistry registry, String direction) {
        return Counter.builder(TOKENS)
                .description("Tokens that models read and wrote, as their servers told")
                .tag("direction", direction)
                .register(registry);
    }

    private static Counter counter(MeterRegistry registry, End end) {
        return Counter.builder(TURNS)
                .description("Turns that ended, by how")
                .tag("outcome", end.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }
}
