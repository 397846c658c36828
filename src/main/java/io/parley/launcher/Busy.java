package io.parley.launcher;

import java.util.ArrayList;
import java.util.List;

/** What a node is in the middle of: open connections, and answers that run. */
record Busy(long connections, long answers) {
    /** For a person who waits for the stop; {@code seconds} is how long it may take. */
    String waiting(long seconds) {
        List<String> parts = new ArrayList<>();
        if (connections > 0) {
            parts.add(counted(connections, "client") + " told to come back");
        }
        if (answers > 0) {
            parts.add(counted(answers, "answer") + " to be finished");
        }
        return parts.isEmpty()
                ? "stopping"
                : "stopping, within " + seconds + " s: " + String.join(", ", parts) + "; Ctrl-C again ends it at once";
    }

    private static String counted(long count, String one) {
        return count + " " + one + (count == 1 ? "" : "s");
    }
}
