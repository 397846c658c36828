package io.parley.agent;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.parley.bus.AgentWays;
import io.parley.protocol.Lang;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agents that jars offer, made of the example and by hand, and found as the launcher finds those in {@code ext}. */
class OfferedAgentTest {
    private static final Path EXAMPLE = Path.of("src/examples/java-agent");
    private static final String SERVICES = "META-INF/services/io.parley.agent.Agent";

    private final Vertx vertx = Vertx.vertx();
    private final ClassLoader before = Thread.currentThread().getContextClassLoader();
    private final Path folder;

    OfferedAgentTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @AfterEach
    void close() throws Exception {
        Thread.currentThread().setContextClassLoader(before);
        vertx.close().await(5, SECONDS);
    }

    @Test
    void agentOfAJarIsChosenByItsName() throws Exception {
        String services = Files.readString(EXAMPLE.resolve(SERVICES));
        load(jar("parrot", Files.readString(EXAMPLE.resolve("Parrot.java")), services));
        RecordingSink sink = new RecordingSink(false);

        Agents.named("parrot", vertx).answer(turn("p1", "你好 👋"), sink).await(5, SECONDS);

        assertThat(sink.content()).isEqualTo("你好 👋 ");
        assertThat(Files.readAllLines(EXAMPLE.resolve("Parrot.java"))).hasSizeLessThanOrEqualTo(16);
    }

    @Test
    void nameThatNoJarOffersIsAnsweredWithThoseThatAreOffered() throws Exception {
        load(jar("parrot", Files.readString(EXAMPLE.resolve("Parrot.java")), "example.Parrot"));

        var unknown = catchThrowableOfType(IllegalArgumentException.class, () -> Agents.named("parot", vertx));

        assertThat(unknown).hasMessageContaining("echo, demo, http, llm, bus:<name>, parrot");
    }

    @Test
    void twoClassesOfOneNameAreRefused() throws Exception {
        String parrot = Files.readString(EXAMPLE.resolve("Parrot.java"));
        load(
                jar("parrot", parrot, "example.Parrot"),
                jar("other", parrot.replace("class Parrot", "class Other"), "example.Other"));

        var refused = catchThrowableOfType(IllegalArgumentException.class, () -> Agents.named("parrot", vertx));

        assertThat(refused).hasMessageContaining("example.Parrot").hasMessageContaining("example.Other");
    }

    @Test
    void jarThatNamesAClassWhichIsNotThereIsRefusedWithItsName() throws Exception {
        load(jar("parrot", Files.readString(EXAMPLE.resolve("Parrot.java")), "example.Missing"));

        var refused = catchThrowableOfType(IllegalArgumentException.class, () -> Agents.named("parrot", vertx));

        assertThat(refused).hasMessageContaining("example.Missing");
    }

    @Test
    void whoAnswersDependsOnTheConversation() throws Exception {
        JsonObject agents = new JsonObject().put("echo-*", "echo").put("*", "demo");
        RecordingSink echoed = new RecordingSink(false);

        AgentWays ways = AgentWays.of(vertx, new JsonObject());
        Agent chosen = Agents.chosen("bus:nobody", agents, vertx, new JsonObject(), ways);
        chosen.answer(turn("echo-7.x", "again"), echoed).await(5, SECONDS);

        assertThat(echoed.content()).isEqualTo("again");
        assertThat(Agents.chosen("echo", new JsonObject(), vertx, new JsonObject(), ways))
                .isInstanceOf(EchoAgent.class);
        assertThat(catchThrowableOfType(
                        IllegalArgumentException.class,
                        () -> Agents.chosen("echo", new JsonObject().put("a*", "eco"), vertx, new JsonObject(), ways)))
                .hasMessageContaining("\"eco\"");
    }

    private static Turn turn(String projectId, String content) {
        return new Turn(
                Turn.Kind.ANSWER,
                "t1",
                1,
                false,
                projectId,
                "alice",
                Lang.EN,
                List.of(),
                new Turn.Message(content, List.of(), null, new JsonObject(), new JsonObject()));
    }

    private void load(Path... jars) throws IOException {
        URL[] urls = new URL[jars.length];
        for (int i = 0; i < jars.length; i++) {
            urls[i] = jars[i].toUri().toURL();
        }
        Thread.currentThread().setContextClassLoader(new URLClassLoader(urls, before));
    }

    /** Compiled from {@code source}. */
    private Path jar(String name, String source, String services) throws IOException {
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
        Files.writeString(classes.resolve(SERVICES), services, StandardCharsets.UTF_8);
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
}
