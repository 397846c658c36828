package io.parley;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.protocol.ProtocolCodec;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Nodes and clients of two versions at once, as in the middle of a deploy: what version 0.1 said is understood, and what a newer
 * one adds disturbs nobody. The files of an old version are never changed.
 */
class MixedVersionsTest {
    private static final Path OLD = Path.of("src/test/resources/golden-0.1");

    @ParameterizedTest
    @MethodSource("clientFiles")
    void whatAnOldClientSaysIsUnderstoodWhole(Path file) throws IOException {
        JsonObject said = read(file);

        JsonObject understood = new JsonObject(ProtocolCodec.encode(ProtocolCodec.decodeClient(said.encode())));

        assertThat(missing(said, understood)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("serverFiles")
    void whatAnOldNodeSaysIsUnderstoodWhole(Path file) throws IOException {
        JsonObject said = read(file);

        JsonObject understood = new JsonObject(ProtocolCodec.encode(ProtocolCodec.decodeServer(said.encode())));

        assertThat(missing(said, understood)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("busFiles")
    void whatNodesOfTwoVersionsTellEachOtherIsUnderstoodWhole(Path file) throws IOException {
        JsonObject said = read(file);
        Class<?> type = GoldenFilesTest.bodyOf(file);

        JsonObject understood = ProtocolCodec.write(ProtocolCodec.read(said, type));

        assertThat(missing(said, understood)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("busFiles")
    void whatANewerNodeAddsIsIgnored(Path file) throws IOException {
        JsonObject said = read(file);
        Class<?> type = GoldenFilesTest.bodyOf(file);

        assertThat(ProtocolCodec.read(newer(said), type)).isEqualTo(ProtocolCodec.read(said, type));
    }

    private static JsonObject newer(JsonObject said) {
        return said.copy().put("colour", "red").put("shades", new JsonArray().add(1));
    }

    @ParameterizedTest
    @MethodSource("clientFiles")
    void whatANewerClientAddsIsIgnored(Path file) throws IOException {
        JsonObject said = read(file);

        assertThat(ProtocolCodec.decodeClient(newer(said).encode()))
                .isEqualTo(ProtocolCodec.decodeClient(said.encode()));
    }

    @ParameterizedTest
    @MethodSource("serverFiles")
    void whatANewerServerAddsIsIgnored(Path file) throws IOException {
        JsonObject said = read(file);

        assertThat(ProtocolCodec.decodeServer(newer(said).encode()))
                .isEqualTo(ProtocolCodec.decodeServer(said.encode()));
    }

    /** The fields of {@code said} that {@code understood} has not, or has otherwise. */
    private static List<String> missing(JsonObject said, JsonObject understood) {
        return said.fieldNames().stream()
                .filter(field ->
                        !String.valueOf(said.getValue(field)).equals(String.valueOf(understood.getValue(field))))
                .toList();
    }

    private static JsonObject read(Path file) throws IOException {
        return new JsonObject(Files.readString(file));
    }

    private static List<Path> clientFiles() throws IOException {
        return files("client");
    }

    private static List<Path> serverFiles() throws IOException {
        return files("server");
    }

    private static List<Path> busFiles() throws IOException {
        return files("bus");
    }

    private static List<Path> files(String family) throws IOException {
        try (Stream<Path> all = Files.list(OLD.resolve(family))) {
            return all.sorted().toList();
        }
    }
}
