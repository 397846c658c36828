package io.parley.bus;

import io.parley.protocol.ProtocolCodec;
import io.parley.protocol.ServerMessage.AiDelta;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * What a piece of text costs between two nodes, from the record to the bytes and back to the record: by hand ({@link EnvelopeCodec})
 * against Jackson all the way ({@link ProtocolCodec}), and the floor, which is to write and to parse the bytes alone. Prints
 * the processor time of each round and the ratios of the medians:
 *
 * <pre>mvn -q test-compile exec:java -Dexec.mainClass=io.parley.bus.EnvelopeBench -Dexec.classpathScope=test</pre>
 */
public final class EnvelopeBench {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int ROUNDS = 9;
    private static final int TIMES = 200_000;
    private static final Envelope ENVELOPE = new Envelope(
            "instance-1",
            "01JABCDEFGHJKMNPQRSTVWXYZ0",
            123_456,
            "user-17",
            "project-17",
            null,
            12,
            List.of(new AiDelta(
                    1_764_000_000_000L,
                    "project-17",
                    "01JABCDEFGHJKMNPQRSTVWXYZ1",
                    "01JABCDEFGHJKMNPQRSTVWXYZ2",
                    1,
                    1_234,
                    "a few words ",
                    null,
                    null)),
            null);

    private long sum;

    private EnvelopeBench() {}

    public static void main(String[] arguments) {
        new EnvelopeBench().run();
    }

    private void run() {
        JsonObject body = EnvelopeCodec.write(ENVELOPE);
        double[] floor = new double[ROUNDS];
        double[] jackson = new double[ROUNDS];
        double[] byHand = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            floor[round] = nanos(ignored -> new JsonObject(body.toBuffer()));
            jackson[round] = nanos(envelope ->
                    ProtocolCodec.read(new JsonObject(bytes(ProtocolCodec.write(envelope))), Envelope.class));
            byHand[round] = nanos(envelope -> EnvelopeCodec.read(new JsonObject(bytes(EnvelopeCodec.write(envelope)))));
            say(
                    "round %d: bytes alone %.0f ns, Jackson %.0f ns, by hand %.0f ns",
                    round, floor[round], jackson[round], byHand[round]);
        }
        say(
                "medians: Jackson %.2f and by hand %.2f times the bytes alone",
                median(jackson) / median(floor), median(byHand) / median(floor));
        say("(%d)", sum);
    }

    private static Buffer bytes(JsonObject body) {
        return body.toBuffer();
    }

    private double nanos(Function<Envelope, Object> way) {
        long start = THREADS.getCurrentThreadCpuTime();
        for (int i = 0; i < TIMES; i++) {
            sum += way.apply(ENVELOPE).hashCode() & 1;
        }
        return (double) (THREADS.getCurrentThreadCpuTime() - start) / TIMES;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
