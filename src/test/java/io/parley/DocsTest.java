package io.parley;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.protocol.ProtocolCodec;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Reads every document, so that none says what is not so: JSON blocks are valid, paths and links exist. */
class DocsTest {
    private static final Pattern JSON = Pattern.compile("```json\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:|#|mailto:)([^)#\\s]+)");
    private static final Pattern PATH =
            Pattern.compile("`((?:src|conf|\\.ci|\\.mvn)/[A-Za-z0-9_./-]+|verticles\\.json|pom\\.xml|CHANGELOG\\.md)`");
    private static final Pattern JAVA = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern PACKAGE = Pattern.compile("\\| `(io\\.parley\\.[a-z.]+)` \\| (`[A-Z].*) \\|");
    private static final Pattern TYPE = Pattern.compile("\\b[A-Z]\\w+");
    /** Of the event-bus bridge, which carries messages of the protocol. */
    private static final Set<String> BRIDGED_TYPES = Set.of("rec", "err");

    private static final Set<String> CLIENT_TYPES = Set.of("chat", "action", "command", "resume", "ping", "auth");

    @ParameterizedTest
    @MethodSource("documents")
    void jsonBlocksAreMessagesOfTheProtocol(Path document) throws IOException {
        for (String block : found(JSON, document)) {
            JsonObject json = new JsonObject(block);
            String type = json.getString("type", "");
            if (CLIENT_TYPES.contains(type)) {
                assertThat(ProtocolCodec.decodeClient(block).type()).isEqualTo(type);
            } else if (type.equals("send")) {
                JsonObject body = (JsonObject) json.getValue("body");
                assertThat(ProtocolCodec.decodeBridge(block).replyAddress()).isEqualTo(json.getString("replyAddress"));
                ProtocolCodec.decodeClient(body.getJsonObject("message").encode());
            } else if (BRIDGED_TYPES.contains(type)) {
                if (json.getValue("body") instanceof JsonObject body) {
                    ProtocolCodec.decodeServer(
                            body.getJsonObject("response", body).encode());
                }
            } else if (!type.isEmpty()) {
                assertThat(ProtocolCodec.decodeServer(block).type()).isEqualTo(type);
            }
        }
    }

    @Test
    void whereTheTypesAreThatAnApplicationNeedsIsSaidAndSo() throws Exception {
        Path document = Path.of("src/docs/embedding.md");
        Set<String> told = new TreeSet<>();
        for (MatchResult row :
                PACKAGE.matcher(Files.readString(document)).results().toList()) {
            for (MatchResult type : TYPE.matcher(row.group(2)).results().toList()) {
                told.add(type.group());
                Class<?> there = Class.forName(row.group(1) + "." + type.group());
                assertThat(Modifier.isPublic(there.getModifiers())).isTrue();
            }
        }
        List<String> used = found(JAVA, document).stream()
                .flatMap(block -> TYPE.matcher(block).results().map(MatchResult::group))
                .filter(DocsTest::isOurs)
                .toList();

        assertThat(used).contains("Metrics", "Collaborators");
        assertThat(told).containsAll(used);
    }

    private static boolean isOurs(String type) {
        try (Stream<Path> all = Files.walk(Path.of("src/main/java"))) {
            return all.anyMatch(file -> file.endsWith(type + ".java"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void pathsAndLinksExist(Path document) throws IOException {
        Path here = document.toAbsolutePath();
        List<String> missing = new ArrayList<>();
        for (String link : found(LINK, document)) {
            if (!Files.exists(here.resolveSibling(link))) {
                missing.add(link);
            }
        }
        for (String path : found(PATH, document)) {
            if (!Files.exists(Path.of(path))) {
                missing.add(path);
            }
        }
        assertThat(missing).as("named in %s", document).isEmpty();
    }

    private static List<String> found(Pattern pattern, Path document) throws IOException {
        return pattern.matcher(Files.readString(document))
                .results()
                .map((MatchResult result) -> result.group(1))
                .toList();
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> docs = Files.walk(Path.of("src/docs"));
                Stream<Path> suite = Files.list(Path.of("src/conformance"));
                Stream<Path> top = Files.list(Path.of("."))) {
            return Stream.of(docs, suite, top)
                    .flatMap(paths -> paths)
                    .filter(path -> path.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }
}
