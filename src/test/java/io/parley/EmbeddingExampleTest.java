package io.parley;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vertx.core.Vertx;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application of {@code src/examples/embedding}, built by Maven with nothing but its own pom and our artifact, and run. */
class EmbeddingExampleTest {
    private static final Path EXAMPLE = Path.of("src/examples/embedding");
    private static final List<String> OPTIONAL = List.of(
            "hazelcast", "h2-", "agroal", "flyway", "mysql", "mariadb", "redis", "logback", "picocli", "schema");

    private final Path folder;
    private final Path repository;
    /** Held, as Vert.x closes the sockets of a client that nobody holds. */
    private final Map<Vertx, WebSocketClient> clients = new HashMap<>();

    EmbeddingExampleTest(@TempDir Path folder) {
        this.folder = folder;
        this.repository = folder.resolve("repository");
    }

    @Test
    void applicationWithAnAgentPagesAndUsersOfItsOwnHasConversationsBesideThem() throws Exception {
        install();
        String classPath = build();
        assertThat(classPath.split(File.pathSeparator, -1))
                .extracting(jar -> Path.of(jar).getFileName().toString())
                .noneMatch(jar -> OPTIONAL.stream().anyMatch(jar::contains));

        assertThat(probe(classPath)).contains("store.kind h2", "vertx-jdbc-client", "store.kind to memory");

        assertThat(run(classPath, Path.of("src/test/resources/embedding/Sentences.java"))
                        .lines())
                .containsExactly(
                        "by name: 你好 👋 after 0",
                        "own parts: Heard by my own agent. after 0",
                        "own log: true",
                        "own authorizer: 4403",
                        "own authenticator: 401",
                        "own registry: 1.0",
                        "own exception handler: of the application",
                        "globals: as before");

        Process application = start(classPath);
        Vertx vertx = Vertx.vertx();
        try (BufferedReader lines = application.inputReader()) {
            int port = URI.create(lines.readLine()).getPort();

            assertThat(get(port, "/hello")).isEqualTo("Hello");
            assertThat(get(port, "/client/parley.js")).contains("export class Parley");
            assertThat(answer(vertx, port)).isEqualTo("You said: 你好 👋");
            assertThat(get(port, "/turns")).isEqualTo("1.0");
            assertThat(catchThrowable(() -> connect(vertx, port, "alice-1", "nobody=1")))
                    .isInstanceOfSatisfying(
                            UpgradeRejectedException.class,
                            refused -> assertThat(refused.getStatus()).isEqualTo(401));
        } finally {
            application.destroyForcibly().onExit().join(); // first, so that no socket waits for its answer to a close
            vertx.close().await(10, SECONDS);
        }
    }

    private String answer(Vertx vertx, int port) throws Exception {
        BlockingQueue<JsonObject> heard = new LinkedBlockingQueue<>();
        WebSocket socket = connect(vertx, port, "alice-1", "name=alice");
        socket.textMessageHandler(text -> heard.add(new JsonObject(text)));
        socket.resume();
        socket.writeTextMessage("{\"type\":\"chat\",\"id\":\"c1\",\"content\":\"你好 👋\"}");
        for (JsonObject one = heard.poll(10, SECONDS); one != null; one = heard.poll(10, SECONDS)) {
            if ("ai_reply".equals(one.getString("type"))) {
                return one.getString("content");
            }
        }
        throw new AssertionError("no answer came");
    }

    private WebSocket connect(Vertx vertx, int port, String projectId, String cookie) throws Exception {
        WebSocketConnectOptions options = new WebSocketConnectOptions()
                .setHost("localhost")
                .setPort(port)
                .setURI("/ws?project_id=" + projectId)
                .setAllowOriginHeader(false) // no browser, so that a refusal is a status
                .addHeader("Cookie", cookie);
        return clients.computeIfAbsent(vertx, Vertx::createWebSocketClient)
                .connect(options)
                .onSuccess(WebSocket::pause)
                .await(10, SECONDS);
    }

    private static String get(int port, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private Process start(String classPath) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String all = folder.resolve("embedding/target/classes") + File.pathSeparator + classPath;
        return new ProcessBuilder(java, "-Xmx128m", "-cp", all, "example.App", "0")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** What a conversation says that is deployed by its name, with the defaults and without their libraries. */
    private String probe(String classPath) throws Exception {
        Path probe = folder.resolve("Probe.java");
        Files.writeString(probe, """
                class Probe {
                    public static void main(String[] args) {
                        var vertx = io.vertx.core.Vertx.vertx();
                        vertx.deployVerticle("io.parley.conversation.ConversationVerticle").onComplete(deployed -> {
                            System.out.println(deployed.cause());
                            vertx.close();
                        });
                    }
                }
                """);
        return run(classPath, probe);
    }

    /** What the program {@code source} says, which ends by itself. */
    private String run(String classPath, Path source) throws Exception {
        String program = source.toAbsolutePath().toString();
        Process java = new ProcessBuilder("java", "-Xmx128m", "-Dfile.encoding=UTF-8", "-cp", classPath, program)
                .directory(folder.toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
        String said = new String(java.getInputStream().readAllBytes(), UTF_8);
        assertThat(java.waitFor()).as(() -> read(folder.resolve("err"))).isZero();
        return said;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The class path of the example, after Maven has compiled it. */
    private String build() throws Exception {
        Path project = folder.resolve("embedding");
        copy(EXAMPLE, project);
        Path classPath = folder.resolve("class-path");
        Process maven = new ProcessBuilder(
                        "mvn",
                        "-o",
                        "-B",
                        "-q",
                        "-Dmaven.repo.local=" + repository,
                        "-Dmdep.outputFile=" + classPath,
                        "compile",
                        "dependency:build-classpath")
                .directory(project.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(maven.getInputStream().readAllBytes(), UTF_8);
        assertThat(maven.waitFor()).as(said).isZero();
        return Files.readString(classPath).strip();
    }

    /** A local repository that has what the machine's has, and our artifact as {@code mvn install} would put it there. */
    private void install() throws IOException {
        Path machines = machines();
        Path ours = repository.resolve("io/parley/parley/0.1.0-SNAPSHOT");
        Files.createDirectories(ours);
        link(machines, repository);
        link(machines.resolve("io"), repository.resolve("io"));
        Files.copy(Path.of("pom.xml"), ours.resolve("parley-0.1.0-SNAPSHOT.pom"));
        try (var jar = new JarOutputStream(Files.newOutputStream(ours.resolve("parley-0.1.0-SNAPSHOT.jar")));
                Stream<Path> classes = Files.walk(Path.of("target/classes"))) {
            for (Path file : classes.filter(Files::isRegularFile).toList()) {
                jar.putNextEntry(
                        new JarEntry(Path.of("target/classes").relativize(file).toString()));
                Files.copy(file, jar);
            }
        }
    }

    /** Where Maven has what this very build was made of. */
    private static Path machines() {
        String sample =
                Vertx.class.getProtectionDomain().getCodeSource().getLocation().getPath();
        String tail =
                FileSystems.getDefault().getPath("io", "vertx", "vertx-core").toString();
        return Path.of(sample.substring(0, sample.indexOf(tail)));
    }

    private static void link(Path from, Path to) throws IOException {
        try (Stream<Path> entries = Files.list(from)) {
            for (Path entry : entries.filter(Files::isDirectory).toList()) {
                Path link = to.resolve(entry.getFileName());
                if (!Files.exists(link)) {
                    Files.createSymbolicLink(link, entry);
                }
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
    }
}
