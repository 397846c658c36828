package io.parley.launcher;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Pattern;

/** The launcher in a JVM of its own, with the class path of the tests. Ends with its test. */
final class ChildProcess implements AutoCloseable {
    private static final int PATIENCE_S = 60;
    private static final String END = "\0";

    private final Process process;
    private final BlockingQueue<String> output = new LinkedBlockingQueue<>();
    private final List<String> seen = new ArrayList<>();

    private ChildProcess(Process process) {
        this.process = process;
        Thread reader = new Thread(this::read, "child-output");
        reader.setDaemon(true);
        reader.start();
    }

    static ChildProcess start(Path directory, String... args) throws IOException {
        return start(directory, Map.of(), args);
    }

    /** With {@code environment} beside what the test itself has. */
    static ChildProcess start(Path directory, Map<String, String> environment, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of("io.parley.launcher.Main"));
        command.addAll(Arrays.asList(args));
        return start(directory, environment, command);
    }

    /** The program in {@code source}, which sees the class path of the tests, in the place of the launcher. */
    static ChildProcess startProgram(Path directory, Path source) throws IOException {
        return start(directory, Map.of(), List.of(source.toString()));
    }

    private static ChildProcess start(Path directory, Map<String, String> environment, List<String> program)
            throws IOException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dfile.encoding=UTF-8",
                "-Dparley.home=" + Path.of("").toAbsolutePath(),
                "-cp",
                classPath));
        command.addAll(program);
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        return new ChildProcess(builder.start());
    }

    /** The first line from here on that matches {@code regex}, whatever else is said meanwhile. */
    String line(String regex) throws InterruptedException {
        Pattern pattern = Pattern.compile(regex);
        long deadline = System.nanoTime() + SECONDS.toNanos(PATIENCE_S);
        while (true) {
            String line = output.poll(deadline - System.nanoTime(), NANOSECONDS);
            if (line == null || line.equals(END)) {
                throw new AssertionError("no line like " + regex + " in:\n" + String.join("\n", seen));
            }
            seen.add(line);
            if (pattern.matcher(line).matches()) {
                return line;
            }
        }
    }

    /** All lines up to now. */
    List<String> seen() {
        return List.copyOf(seen);
    }

    /** Somebody types {@code line} and Enter. */
    void type(String line) throws IOException {
        process.outputWriter(StandardCharsets.UTF_8).append(line).append('\n').flush();
    }

    /** Nobody types any more. */
    void endInput() throws IOException {
        process.outputWriter(StandardCharsets.UTF_8).close();
    }

    void terminate() {
        process.toHandle().destroy(); // Process.destroy would close its output too
    }

    int exitCode() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE_S, SECONDS)).as("ended in time").isTrue();
        return process.exitValue();
    }

    long pid() {
        return process.pid();
    }

    private void read() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            reader.lines().forEach(output::add);
        } catch (IOException | UncheckedIOException e) { // also where close() takes the stream away
            output.add(e.toString());
        }
        output.add(END);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
