package io.parley;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.parley.protocol.BadMessage;
import io.parley.protocol.ProtocolCodec;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.pointer.JsonPointer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The schemas that the gateway serves are those of the records, and fit what is said. {@code -Dparley.schemas=write} writes them
 * anew.
 */
class WireSchemaTest {
    private static final Path SERVED = Path.of("src/main/resources/web");
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final List<String> FAMILIES = List.of("client", "server", "bus", "packed");
    private static final String BASE = "https://parley.test/schema/";

    @ParameterizedTest
    @ValueSource(strings = {"schema/client.json", "schema/server.json", "schema/bus.json", "asyncapi.json"})
    void servedFileIsWhatTheRecordsSay(String file) throws IOException {
        JsonObject generated = generated(file);

        Path served = SERVED.resolve(file);
        if ("write".equals(System.getProperty("parley.schemas"))) {
            Files.createDirectories(served.getParent());
            Files.writeString(served, generated.encodePrettily() + "\n");
        }
        assertThat(Files.readString(served))
                .as("write it anew with -Dparley.schemas=write")
                .isEqualTo(generated.encodePrettily() + "\n");
    }

    @ParameterizedTest
    @MethodSource("goldenFiles")
    void goldenFileFits(Path file) throws IOException {
        Schema schema = schemaOf(file);

        List<Error> errors = schema.validate(Files.readString(file), InputFormat.JSON);

        assertThat(errors).isEmpty();
    }

    /** What a client may leave out, and what not, is the same for the schema and for the codec. */
    @ParameterizedTest
    @MethodSource("clientFiles")
    void codecAsksForWhatTheSchemaAsksFor(Path file) throws IOException {
        JsonObject message = new JsonObject(Files.readString(file));
        Schema schema = schemaOf(file);

        for (String field : message.fieldNames()) {
            JsonObject without = message.copy();
            without.remove(field);
            String text = without.encode();

            boolean fits = schema.validate(text, InputFormat.JSON).isEmpty();

            Throwable refusal = catchThrowable(() -> ProtocolCodec.decodeClient(text));
            assertThat(fits).as(field).isEqualTo(!(refusal instanceof BadMessage));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "client;{\"type\":\"chat\"}",
                "client;{\"type\":\"chat\",\"content\":7}",
                "client;{\"type\":\"chat\",\"content\":\"hello\",\"id\":\"no id\"}",
                "client;{\"type\":\"command\",\"command\":\"dance\"}",
                "client;{\"type\":\"shout\",\"content\":\"hello\"}",
                "client;{\"content\":\"hello\"}",
                "server;{\"type\":\"pong\",\"project_id\":\"p1\",\"last_seq\":1}",
                "server;{\"type\":\"pong\",\"timestamp\":1,\"project_id\":\"p1\",\"last_seq\":\"1\"}",
                "server;{\"type\":\"history\",\"timestamp\":1,\"project_id\":\"p1\",\"more\":false,\"messages\":[{\"type\":\"pong\"}]}",
            })
    void otherMessageDoesNotFit(String family, String message) throws IOException {
        assertThat(schema(family).validate(message, InputFormat.JSON)).isNotEmpty();
    }

    /** Each reference of the AsyncAPI document leads to something, in itself or in a schema. */
    @Test
    void asyncApiRefersToWhatIsThere() throws IOException {
        List<String> references = references(generated("asyncapi.json")).toList();

        assertThat(references).hasSizeGreaterThan(50).allSatisfy(reference -> {
            String[] parts = reference.split("#", -1);
            JsonObject document = generated(parts[0].isEmpty() ? "asyncapi.json" : parts[0]);
            assertThat(JsonPointer.from(parts[1]).queryJson(document))
                    .as(reference)
                    .isNotNull();
        });
    }

    private static Stream<String> references(Object value) {
        if (value instanceof JsonArray array) {
            return array.stream().flatMap(WireSchemaTest::references);
        }
        return value instanceof JsonObject object
                ? object.stream()
                        .flatMap(field -> field.getKey().equals("$ref")
                                ? Stream.of((String) field.getValue())
                                : references(field.getValue()))
                : Stream.empty();
    }

    /** What is to be served as {@code file}. */
    private static JsonObject generated(String file) throws IOException {
        return switch (file) {
            case "schema/client.json" -> WireSchema.client();
            case "schema/server.json" -> WireSchema.server();
            case "schema/bus.json" -> WireSchema.bus(GoldenFilesTest.BODIES);
            case "asyncapi.json" -> AsyncApi.document();
            default -> throw new IllegalArgumentException("nothing is generated as " + file);
        };
    }

    private static Schema schemaOf(Path golden) throws IOException {
        String family = folderOf(golden);
        String name = golden.getFileName().toString();
        return switch (family) {
            case "bus" -> schema("bus.json#/definitions/" + name.substring(0, name.indexOf('.')));
            case "packed" -> schema("server");
            default -> schema(family);
        };
    }

    /** Of what is generated, so that a served file that is old fails one test only. */
    private static Schema schema(String name) throws IOException {
        Map<String, String> schemas = Map.of(
                BASE + "client.json", generated("schema/client.json").encode(),
                BASE + "server.json", generated("schema/server.json").encode(),
                BASE + "bus.json", generated("schema/bus.json").encode());
        String file = name.contains("#") ? name : name + ".json";
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7, registry -> registry.schemas(schemas))
                .getSchema(SchemaLocation.of(BASE + file));
    }

    private static List<Path> clientFiles() throws IOException {
        return goldenFiles().stream()
                .filter(file -> folderOf(file).equals("client"))
                .toList();
    }

    private static List<Path> goldenFiles() throws IOException {
        try (Stream<Path> files = Files.walk(GOLDEN)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .filter(file -> FAMILIES.contains(folderOf(file)))
                    .sorted()
                    .toList();
        }
    }

    private static String folderOf(Path file) {
        return GOLDEN.relativize(file).getName(0).toString();
    }
}
