package io.parley.ops;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** What was done about clients that read more slowly than they are sent to: the counter {@value #STEPS}. */
public final class SlowReaderMeters {
    static final String STEPS = "parley_slow_readers_total";

    private final Map<Step, Counter> steps = new EnumMap<>(Step.class);

    /** From the mildest to the last. */
    public enum Step {
        /** Text joined text of the same answer that was still waiting. */
        MERGED,
        /** A message was left out, because a later one says it again. */
        DROPPED,
        /** The queue was full: the rest is read from the log, with a snapshot of what runs, when it has drained. */
        SNAPSHOT,
        /** The client was sent away. */
        CLOSED
    }

    SlowReaderMeters(MeterRegistry registry) {
        for (Step step : Step.values()) {
            Counter counter = Counter.builder(STEPS)
                    .description("What was done about clients that read too slowly")
                    .tag("step", step.name().toLowerCase(Locale.ROOT))
                    .register(registry);
            steps.put(step, counter);
        }
    }

    public void took(Step step, int times) {
        Counter counter = steps.get(step);
        if (counter != null) {
            counter.increment(times);
        }
    }
}
