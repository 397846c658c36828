package io.parley.faults.checker;

import io.vertx.core.json.JsonObject;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Writes what happens into a file, one JSON object a line, in the order in which it is told. Confined to one thread. */
public final class Journal implements AutoCloseable {
    private final long began = System.nanoTime();
    private final Path file;
    private final BufferedWriter out;

    private Journal(Path file, BufferedWriter out) {
        this.file = file;
        this.out = out;
    }

    /** A new journal in {@code file}, whose folder is made where it does not exist. */
    public static Journal in(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        return new Journal(file, Files.newBufferedWriter(file));
    }

    /** All lines of {@code file}, in order. */
    public static List<Line> read(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.map(Line::parse).toList();
        }
    }

    void add(String client, Line.Kind kind, JsonObject body) {
        try {
            out.write(new Line(System.nanoTime() - began, client, kind, body).text());
            out.write('\n');
        } catch (IOException failure) {
            throw new UncheckedIOException("the journal " + file + " cannot be written", failure);
        }
    }

    void flush() {
        try {
            out.flush();
        } catch (IOException failure) {
            throw new UncheckedIOException("the journal " + file + " cannot be written", failure);
        }
    }

    Path file() {
        return file;
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
