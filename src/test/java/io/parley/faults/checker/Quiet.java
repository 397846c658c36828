package io.parley.faults.checker;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;

/** C9: no node logs an exception that nothing handled, an error, or a blocked thread that the fault does not explain. */
public final class Quiet {

    private static final List<String> ALARMS = List.of(
            "Exception in thread",
            "OutOfMemoryError",
            "StackOverflowError",
            "has been blocked for",
            "LEAK:",
            "io.netty.util.ResourceLeakDetector");

    private Quiet() {}

    /**
     * What is wrong in {@code lines}, the log of {@code node}.
     *
     * @param explained events (as in the field {@code event}) and parts of lines that the fault explains
     */
    public static List<Violation> broken(String node, List<String> lines, Set<String> explained) {
        return lines.stream()
                .filter(line -> isError(line) || ALARMS.stream().anyMatch(line::contains))
                .filter(line -> explained.stream().noneMatch(line::contains))
                .map(line -> new Violation("C9", node, line))
                .toList();
    }

    private static boolean isError(String line) {
        if (!line.startsWith("{")) {
            return false;
        }
        try {
            return "ERROR".equals(new JsonObject(line).getString("level"));
        } catch (DecodeException cutByAKill) {
            return false;
        }
    }
}
