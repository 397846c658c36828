package io.parley.ops;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** What is kept in Redis of the latest entries of conversations: {@value #READS} and {@value #WRITES}. */
public final class TailCacheMeters {
    static final String READS = "parley_tail_cache_reads_total";
    static final String WRITES = "parley_tail_cache_writes_total";

    private final Map<Read, Counter> reads = new EnumMap<>(Read.class);
    private final Map<Write, Counter> writes = new EnumMap<>(Write.class);

    /** What a conversation that was opened found. */
    public enum Read {
        /** The log says that it is good: the database was not asked. */
        HIT,
        /** There was nothing. */
        MISSING,
        /** It was old, had a hole, began too late, or was somebody else's. */
        UNPROVED,
        /** Redis did not answer in time. */
        FAILED
    }

    /** What became of entries of one conversation that were to be kept. */
    public enum Write {
        WRITTEN,
        /** Too much waited already. */
        DROPPED,
        /** Redis did not do it in time, or a later owner had been there. */
        FAILED
    }

    TailCacheMeters(MeterRegistry registry) {
        for (Read read : Read.values()) {
            Counter counter = Counter.builder(READS)
                    .description("Conversations that were opened, by what Redis had of their latest entries")
                    .tag("result", read.name().toLowerCase(Locale.ROOT))
                    .register(registry);
            reads.put(read, counter);
        }
        for (Write write : Write.values()) {
            Counter counter = Counter.builder(WRITES)
                    .description("Writes of the latest entries of one conversation to Redis")
                    .tag("result", write.name().toLowerCase(Locale.ROOT))
                    .register(registry);
            writes.put(write, counter);
        }
    }

    public void read(Read result) {
        Counter counter = reads.get(result);
        if (counter != null) {
            counter.increment();
        }
    }

    public void wrote(Write result) {
        Counter counter = writes.get(result);
        if (counter != null) {
            counter.increment();
        }
    }
}
