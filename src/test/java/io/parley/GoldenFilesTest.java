package io.parley;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import io.parley.bus.AgentClaim;
import io.parley.bus.AgentControl;
import io.parley.bus.AgentEvent;
import io.parley.bus.AgentOffer;
import io.parley.bus.AgentTurn;
import io.parley.bus.Beat;
import io.parley.bus.Envelope;
import io.parley.bus.HandleReply;
import io.parley.bus.HandleRequest;
import io.parley.bus.LogIdentity;
import io.parley.bus.ManageReply;
import io.parley.bus.ManageRequest;
import io.parley.bus.PushAck;
import io.parley.bus.PushReply;
import io.parley.bus.PushRequest;
import io.parley.bus.ReadReply;
import io.parley.bus.ReadRequest;
import io.parley.bus.RegisterReply;
import io.parley.bus.RegisterRequest;
import io.parley.bus.Unregister;
import io.parley.bus.UserCall;
import io.parley.bus.UserPush;
import io.parley.bus.UserPushReply;
import io.parley.bus.UserReached;
import io.parley.protocol.ClientMessage;
import io.parley.protocol.ProtocolCodec;
import io.parley.protocol.ServerMessage;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The wire as it is written down: one file for each message, read here and by the JavaScript tests. */
class GoldenFilesTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    static final Map<String, Class<?>> BODIES = Map.ofEntries(
            Map.entry("register_request", RegisterRequest.class),
            Map.entry("register_reply", RegisterReply.class),
            Map.entry("unregister", Unregister.class),
            Map.entry("handle_request", HandleRequest.class),
            Map.entry("handle_reply", HandleReply.class),
            Map.entry("read_request", ReadRequest.class),
            Map.entry("read_reply", ReadReply.class),
            Map.entry("push_request", PushRequest.class),
            Map.entry("push_reply", PushReply.class),
            Map.entry("manage_request", ManageRequest.class),
            Map.entry("manage_reply", ManageReply.class),
            Map.entry("envelope", Envelope.class),
            Map.entry("beat", Beat.class),
            Map.entry("log", LogIdentity.class),
            Map.entry("user_push", UserPush.class),
            Map.entry("user_push_reply", UserPushReply.class),
            Map.entry("user_call", UserCall.class),
            Map.entry("user_reached", UserReached.class),
            Map.entry("agent_turn", AgentTurn.class),
            Map.entry("agent_offer", AgentOffer.class),
            Map.entry("agent_claim", AgentClaim.class),
            Map.entry("agent_event", AgentEvent.class),
            Map.entry("agent_control", AgentControl.class),
            Map.entry("ack", PushAck.class));

    @ParameterizedTest
    @MethodSource("clientFiles")
    void clientMessageComesOutAsItWentIn(Path file) throws IOException {
        String text = Files.readString(file);

        ClientMessage message = ProtocolCodec.decodeClient(text);

        assertThat(message.type()).isEqualTo(typeOf(file));
        assertThat(new JsonObject(ProtocolCodec.encode(message))).isEqualTo(new JsonObject(text));
    }

    @ParameterizedTest
    @MethodSource("serverFiles")
    void serverMessageComesOutAsItWentIn(Path file) throws IOException {
        String text = Files.readString(file);

        ServerMessage message = ProtocolCodec.decodeServer(text);

        assertThat(message.type()).isEqualTo(typeOf(file));
        assertThat(new JsonObject(ProtocolCodec.encode(message))).isEqualTo(new JsonObject(text));
    }

    @ParameterizedTest
    @MethodSource("busFiles")
    void busBodyComesOutAsItWentIn(Path file) throws IOException {
        JsonObject body = new JsonObject(Files.readString(file));

        Object record = ProtocolCodec.read(body, bodyOf(file));

        assertThat(ProtocolCodec.write(record)).isEqualTo(body);
    }

    @Test
    void everyMessageHasItsFile() throws IOException {
        assertThat(typesIn("client")).isEqualTo(names(ClientMessage.class));
        assertThat(typesIn("server")).isEqualTo(names(ServerMessage.class));
        assertThat(typesIn("bus")).isEqualTo(BODIES.keySet());
    }

    /** What {@code file} of the family of bus bodies is. */
    static Class<?> bodyOf(Path file) {
        return Objects.requireNonNull(BODIES.get(typeOf(file)));
    }

    private static Set<String> names(Class<?> family) {
        return Arrays.stream(family.getAnnotation(JsonSubTypes.class).value())
                .map(JsonSubTypes.Type::name)
                .collect(Collectors.toSet());
    }

    private static Set<String> typesIn(String family) throws IOException {
        return files(family).stream().map(GoldenFilesTest::typeOf).collect(Collectors.toSet());
    }

    private static String typeOf(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.indexOf('.'));
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
        try (Stream<Path> files = Files.list(GOLDEN.resolve(family))) {
            return files.sorted().toList();
        }
    }
}
