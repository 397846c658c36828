package io.parley.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/** Jars of one class each, found as the launcher finds those in {@code ext} until it is closed. To be used on the JUnit thread. */
public final class Jars implements AutoCloseable {
    private final ClassLoader before = Thread.currentThread().getContextClassLoader();
    private final Path folder;
    private final String services;

    /** Made in {@code folder}; {@code services} is the file in each that names its class. */
    public Jars(Path folder, String services) {
        this.folder = folder;
        this.services = services;
    }

    public void load(Path... jars) throws IOException {
        URL[] urls = new URL[jars.length];
        for (int i = 0; i < jars.length; i++) {
            urls[i] = jars[i].toUri().toURL();
        }
        Thread.currentThread().setContextClassLoader(new URLClassLoader(urls, before));
    }

    /** Compiled from {@code source}; {@code named} is what its file of services says. */
    public Path jar(String name, String source, String named) throws IOException {
        Path work = Files.createDirectories(folder.resolve(name));
        Path java = work.resolve(source.replaceAll("(?s).*class (\\w+).*", "$1") + ".java");
        Files.writeString(java, source);
        Path classes = work.resolve("classes");
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        int compiled = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(System.out, System.err, "-cp", classPath, "-proc:none", "-d", classes.toString(), java.toString());
        assertThat(compiled).isZero();
        Files.createDirectories(classes.resolve("META-INF/services"));
        Files.writeString(classes.resolve(services), named, StandardCharsets.UTF_8);
        Path jar = folder.resolve(name + ".jar");
        try (var out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, out);
            }
        }
        return jar;
    }

    @Override
    public void close() {
        Thread.currentThread().setContextClassLoader(before);
    }
}
