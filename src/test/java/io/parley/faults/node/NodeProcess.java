package io.parley.faults.node;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A node that runs in a JVM of its own, as the launcher starts it. It ends with this JVM at the latest. */
public final class NodeProcess implements AutoCloseable {
    private static final int START_S = 60;
    private static final Pattern METRICS = Pattern.compile("http://\\S+/metrics");
    /** A heap, or a part of one, as {@code jcmd GC.heap_info} tells of it, whichever collector it has. */
    private static final Pattern GENERATION =
            Pattern.compile("total (?:reserved )?\\d+K,(?: committed \\d+K,)? used (\\d+)K");

    private static final int KIB = 1_024;
    private static final String END = "\0";

    private final String name;
    private final List<String> command;
    private final Path log;
    private final BlockingQueue<String> output = new LinkedBlockingQueue<>();
    private final List<String> told = new ArrayList<>();
    private final Process process;
    private final Watchdog watchdog;
    private boolean stoodStill;

    private NodeProcess(String name, List<String> command, Path log) throws IOException {
        this.name = name;
        this.command = command;
        this.log = log;
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("PARLEY_LOG", "json,info");
        this.process = builder.start();
        this.watchdog = Watchdog.over(process.pid());
        Thread reader = new Thread(this::read, name + "-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts {@code command}, whose log is added to {@code log}; does not wait for it. */
    static NodeProcess start(String name, List<String> command, Path log) throws IOException {
        return new NodeProcess(name, command, log);
    }

    public String name() {
        return name;
    }

    /** The same once more, with the same ports and files, after this one has ended. Does not wait until it is ready. */
    public NodeProcess again() throws IOException {
        if (process.isAlive()) {
            throw new IllegalStateException(name + " still runs");
        }
        watchdog.close();
        NodeProcess next = start(name, command, log);
        next.stoodStill = stoodStill; // the log goes on
        return next;
    }

    /** Waits until all of it is ready. */
    public NodeProcess awaitReady() throws InterruptedException {
        long deadline = System.nanoTime() + SECONDS.toNanos(START_S);
        while (told.stream().noneMatch(line -> line.startsWith("ready in "))) {
            String line = output.poll(deadline - System.nanoTime(), NANOSECONDS);
            if (line == null || line.equals(END)) {
                throw new AssertionError(name + " did not get ready: " + told + "; see " + log);
            }
            told.add(line);
        }
        return this;
    }

    /** Ends it at once, with everything that it had in mind. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Asks it to stop in order. */
    public void terminate() {
        process.toHandle().destroy();
    }

    /** It takes no step any more, until {@link #thaw}. */
    public void freeze() throws IOException, InterruptedException {
        stoodStill = true;
        signal("STOP");
    }

    public void thaw() throws IOException, InterruptedException {
        signal("CONT");
    }

    /** Its exit code, after it has ended by itself within {@code atMost} seconds. */
    public int awaitExit(int atMost) throws InterruptedException {
        if (!process.waitFor(atMost, TimeUnit.SECONDS)) {
            throw new AssertionError(name + " did not end within " + atMost + " s; see " + log);
        }
        return process.exitValue();
    }

    /** Whether it, or whoever ran under its name before, was frozen. */
    boolean stoodStill() {
        return stoodStill;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /** What it has logged up to now, and whoever ran under its name before. */
    public List<String> log() throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.toList();
        }
    }

    public long logBytes() throws IOException {
        return Files.size(log);
    }

    /** Where its metrics are; nothing before it is ready. */
    public Optional<URI> metrics() {
        return told.stream()
                .map(METRICS::matcher)
                .filter(Matcher::find)
                .map(found -> URI.create(found.group()))
                .findFirst();
    }

    /** What its heap holds after a collection, in bytes. Asks the process itself: its metrics may be in another network. */
    public double heapAfterGc() throws IOException, InterruptedException {
        jcmd("GC.run");
        return GENERATION
                .matcher(jcmd("GC.heap_info"))
                .results()
                .mapToDouble(generation -> Double.parseDouble(generation.group(1)) * KIB)
                .reduce(Double::sum)
                .orElse(Double.NaN); // which is no bound kept, see Bounds
    }

    @Override
    public void close() {
        watchdog.close();
        process.destroyForcibly();
    }

    private String jcmd(String command) throws IOException, InterruptedException {
        String tool = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Process asked = new ProcessBuilder(tool, String.valueOf(pid()), command)
                .redirectErrorStream(true)
                .start();
        String answer = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (asked.waitFor() != 0) {
            throw new IllegalStateException(command + " for " + name + " failed: " + answer.strip());
        }
        return answer;
    }

    private void signal(String signal) throws IOException, InterruptedException {
        run(List.of("kill", "-" + signal, String.valueOf(pid())));
    }

    private void run(List<String> tool) throws IOException, InterruptedException {
        int code = new ProcessBuilder(tool)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        if (code != 0) {
            throw new IllegalStateException(tool + " for " + name + " ended with " + code);
        }
    }

    private void read() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            reader.lines().forEach(output::add);
        } catch (IOException | java.io.UncheckedIOException gone) {
            output.add(gone.toString());
        }
        output.add(END);
    }
}
