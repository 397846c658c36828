package io.parley;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Signals to child processes. */
public final class Signals {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private Signals() {}

    /** Stops {@code process} in its tracks. Returns when none of its threads runs any more, which takes a while where others run. */
    public static void freeze(Process process) throws Exception {
        send("STOP", process);
        Path threads = Path.of("/proc", String.valueOf(process.pid()), "task");
        if (Files.isDirectory(threads)) {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> states(threads).stream().allMatch("T"::equals));
        }
    }

    /** Ends {@link #freeze}. */
    public static void thaw(Process process) throws Exception {
        send("CONT", process);
    }

    private static void send(String name, Process process) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start();
        if (kill.waitFor() != 0) {
            throw new IllegalStateException("kill -" + name + " failed");
        }
    }

    private static List<String> states(Path threads) throws IOException {
        try (Stream<Path> all = Files.list(threads)) {
            return all.map(Signals::state).toList();
        }
    }

    /** The letter behind the name, which stands in parentheses and may have any characters; T for a thread that is gone. */
    private static String state(Path thread) {
        try {
            String line = Files.readString(thread.resolve("stat"));
            int name = line.lastIndexOf(')');
            return line.substring(name + 2, name + 3);
        } catch (NoSuchFileException gone) {
            return "T";
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
