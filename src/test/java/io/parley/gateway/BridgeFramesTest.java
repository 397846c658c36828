package io.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.protocol.BadMessage;
import io.parley.protocol.BridgeFrame;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Lang;
import io.parley.protocol.Phrase;
import io.parley.protocol.ProtocolCodec;
import io.parley.protocol.ServerMessage;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The frames of the event-bus bridge as they are written down. */
class BridgeFramesTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/bridge");
    private static final String REPLY = "5d9f0a52-7a3c-4f0e-9c1e-2b8d6f1f0c11";

    @ParameterizedTest
    @ValueSource(strings = {"ping", "register", "unregister", "publish", "send"})
    void frameOfAClientComesOutAsItWentIn(String name) throws IOException {
        String text = Files.readString(GOLDEN.resolve("client/" + name + ".json"));

        BridgeFrame frame = ProtocolCodec.decodeBridge(text);

        JsonObject again = ProtocolCodec.write(frame);
        again.getMap().values().removeIf(value -> value == null);
        assertThat(again).isEqualTo(new JsonObject(text));
    }

    @Test
    void everyTypeOfAClientHasItsFile() throws IOException {
        try (Stream<Path> files = Files.list(GOLDEN.resolve("client"))) {
            Set<String> names = files.map(file -> file.getFileName().toString().replace(".json", ""))
                    .collect(Collectors.toSet());

            assertThat(names)
                    .isEqualTo(Arrays.stream(BridgeFrame.Type.values())
                            .map(type -> type.name().toLowerCase(java.util.Locale.ROOT))
                            .collect(Collectors.toSet()));
        }
    }

    @Test
    void framesOfTheServerAreAsWrittenDown() throws IOException {
        var ack = new ServerMessage.Ack(1_790_000_000_000L, "p1", "c-1", "01K9V3Q8ZT0000000000000011", 42L, false);
        var pong = new ServerMessage.Pong(1_790_000_000_000L, "p1", "c-2", 42);
        Refusal noJson = new Refusal(ErrorCode.BAD_REQUEST, Phrase.of("bad.not_json"), null);
        Refusal denied = new Refusal(ErrorCode.FORBIDDEN, Phrase.of("refused.bridge_address", "user.push.u1"), null);

        assertSays("rec.reply", BridgeText.reply(REPLY, Frame.of(ack).text()));
        assertSays("rec", BridgeText.received("user.push.u1", Frame.of(pong).text()));
        assertSays("err", BridgeText.error(null, noJson, Lang.EN));
        assertSays("err.denied", BridgeText.denied(REPLY, denied, Lang.EN));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "[]",
                "{\"type\":\"send\",\"address\":1}",
                "{\"type\":\"send\",\"address\":\"a\",\"body\":{\"n\":1e400}}",
                "{\"type\":\"send\",\"address\":\"a\",\"address\":\"b\"}",
                "{\"type\":\"send\",\"address\":\"a\",\"replyAddress\":{}}"
            })
    void frameThatIsNoneIsRefused(String text) {
        assertThatThrownBy(() -> ProtocolCodec.decodeBridge(text)).isInstanceOf(BadMessage.class);
    }

    @Test
    void addressesAreNotLongerThanAnyOfOurs() {
        String text = new JsonObject()
                .put("type", "register")
                .put("address", "x".repeat(257))
                .encode();

        assertThatThrownBy(() -> ProtocolCodec.decodeBridge(text)).hasMessageContaining("address");
    }

    private static void assertSays(String name, String text) throws IOException {
        String written = Files.readString(GOLDEN.resolve("server/" + name + ".json"));
        assertThat(new JsonObject(text)).as(name).isEqualTo(new JsonObject(written));
    }
}
