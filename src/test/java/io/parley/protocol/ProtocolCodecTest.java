package io.parley.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProtocolCodecTest {
    @Test
    void chatReadsWithItsDefaults() {
        ClientMessage message = ProtocolCodec.decodeClient("{\"type\":\"chat\",\"content\":\"你好 👋\",\"extra\":1}");

        assertThat(message).isEqualTo(new ClientMessage.Chat(null, "你好 👋", List.of(), null, null, null));
    }

    @Test
    void typeMayStandAnywhere() {
        ClientMessage message = ProtocolCodec.decodeClient("{\"id\":\"a\",\"content\":\"x\",\"type\":\"chat\"}");

        assertThat(message.id()).isEqualTo("a");
        assertThat(message.type()).isEqualTo("chat");
    }

    @Test
    void resumeMayBeSpeltAsTheSpecHasIt() {
        var message = (ClientMessage.Resume)
                ProtocolCodec.decodeClient("{\"type\":\"resume\",\"sessionId\":\"s1\",\"last_seq\":41}");

        assertThat(message.sessionId()).isEqualTo("s1");
        assertThat(message.lastSeq()).isEqualTo(41);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "hello | bad.not_json",
                "null | bad.not_an_object",
                "[] | bad.not_an_object",
                "`\"chat\"` | bad.missing type",
                "{} | bad.missing type",
                "{\"type\":\"nothing\"} | bad.unknown_type nothing",
                "{\"type\":\"chat\"} | bad.missing content",
                "{\"type\":\"chat\",\"content\":null} | bad.missing content",
                "{\"type\":\"chat\",\"content\":5} | bad.kind content",
                "{\"type\":\"chat\",\"content\":\"  \"} | bad.blank content",
                "{\"type\":\"chat\",\"content\":\"\\ud83d\"} | bad.surrogate content",
                "{\"type\":\"chat\",\"content\":\"x\",\"id\":\"a b\"} | bad.id id",
                "{\"type\":\"chat\",\"content\":\"x\",\"attachments\":[\"file:///etc/passwd\"]} | bad.attachments attachments",
                "{\"type\":\"chat\",\"content\":\"x\",\"attachments\":\"a\"} | bad.kind attachments",
                "{\"type\":\"chat\",\"content\":\"x\",\"metadata\":{\"n\":1e400}} | bad.not_finite metadata",
                "{\"type\":\"chat\",\"content\":\"x\",\"content\":\"y\"} | bad.not_json",
                "{\"type\":\"chat\",\"content\":\"x\"}{} | bad.not_an_object",
                "{\"type\":\"action\",\"content\":\"x\"} | bad.missing action",
                "{\"type\":\"command\",\"command\":\"fly\"} | bad.unknown_value command cancel, regenerate, history, generate, help",
                "{\"type\":\"resume\",\"last_seq\":-1} | bad.negative last_seq",
                "{\"type\":\"resume\",\"last_seq\":1.5} | bad.kind last_seq",
                "{\"type\":\"resume\",\"last_seq\":\"1\"} | bad.kind last_seq",
            })
    void whatCannotBeTakenIsRefusedByName(String text, String refusal) {
        BadMessage bad = catchThrowableOfType(BadMessage.class, () -> ProtocolCodec.decodeClient(text));

        assertThat(bad.phrase().key() + " " + String.join(" ", bad.phrase().args()))
                .isEqualToIgnoringWhitespace(refusal);
    }

    @Test
    void refusalNamesTheMessageThatItRefuses() {
        BadMessage bad = catchThrowableOfType(
                BadMessage.class, () -> ProtocolCodec.decodeClient("{\"type\":\"chat\",\"id\":\"a7\"}"));

        assertThat(bad.id()).isEqualTo("a7");
    }

    @Test
    void idIsFoundBeforeWhatIsWrong() {
        assertThat(ProtocolCodec.idOf("{\"id\":\"a7\",\"metadata\":" + "{\"a\":".repeat(100)))
                .isEqualTo("a7");
        assertThat(ProtocolCodec.idOf("{\"metadata\":{\"id\":\"inner\"},\"id\":\"a7\"}"))
                .isEqualTo("a7");
        assertThat(ProtocolCodec.idOf("{\"id\":5}")).isNull();
        assertThat(ProtocolCodec.idOf("nonsense")).isNull();
    }

    @Test
    void attachmentsMayHaveNamesOfAnyScript() {
        ClientMessage message = ProtocolCodec.decodeClient(
                "{\"type\":\"chat\",\"content\":\"\",\"attachments\":[\"HTTPS://例子.com/图\",\"https://my_host/x\"]}");

        assertThat(((ClientMessage.Chat) message).attachments()).hasSize(2);
    }

    @Test
    void jsonBeyondTheLimitsIsRefused() {
        String deep =
                "{\"type\":\"chat\",\"content\":\"x\",\"metadata\":" + "{\"a\":".repeat(40) + "1" + "}".repeat(41);
        String wide = "{\"type\":\"action\",\"action\":\"x\",\"args\":{\"a\":[" + "1,".repeat(10_001) + "1]}}";
        String longNumber = "{\"type\":\"action\",\"action\":\"x\",\"args\":{\"a\":" + "1".repeat(65) + "}}";

        for (String text : List.of(deep, wide, longNumber)) {
            BadMessage bad = catchThrowableOfType(BadMessage.class, () -> ProtocolCodec.decodeClient(text));
            assertThat(bad.phrase().key()).isEqualTo("bad.json_limits");
        }
    }

    @Test
    void metadataIsBounded() {
        String large = new JsonObject()
                .put("type", "chat")
                .put("content", "x")
                .put("metadata", new JsonObject().put("a", "é".repeat(2_100)))
                .encode();

        BadMessage bad = catchThrowableOfType(BadMessage.class, () -> ProtocolCodec.decodeClient(large));

        assertThat(bad.phrase().key()).isEqualTo("bad.metadata_size");
    }

    @ParameterizedTest
    @CsvSource({"{}, bad.missing count", "{\"count\":null}, bad.missing count", "{\"count\":true}, bad.kind count"})
    void numberThatMustBeThereIsMissing(String body, String refusal) {
        BadMessage bad =
                catchThrowableOfType(BadMessage.class, () -> ProtocolCodec.read(new JsonObject(body), Counted.class));

        assertThat(bad.phrase().key() + " " + String.join(" ", bad.phrase().args()))
                .isEqualTo(refusal);
    }

    @Test
    void unknownKeyOfAConfigurationIsAnError() {
        JsonObject json = new JsonObject().put("id", "a").put("colour", "red");

        BadMessage bad = catchThrowableOfType(BadMessage.class, () -> ProtocolCodec.readExact(json, Section.class));

        assertThat(bad.phrase()).isEqualTo(Phrase.of("bad.unknown_field", "colour"));
    }

    @Test
    void serverMessageOfAnUnknownTypeIsHandedOnAsItIs() {
        String text = "{\"seq\":7,\"type\":\"poll\",\"message_id\":\"m1\",\"deep\":{\"n\":null}}";

        ServerMessage message = ProtocolCodec.decodeServer(text);

        assertThat(message.type()).isEqualTo("poll");
        assertThat(((Logged) message).seq()).isEqualTo(7);
        assertThat(ProtocolCodec.encode(message)).isEqualTo(text);
        assertThat(new JsonObject(ProtocolCodec.encode(((Logged) message).withSeq(8))).getInteger("seq"))
                .isEqualTo(8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | bad.missing type",
                "{\"type\":\"poll\",\"seq\":\"x\"} | bad.kind seq",
                "{\"type\":\"ack\",\"seq\":\"x\"} | bad.kind seq",
                "{\"type\":\"status\",\"timestamp\":1,\"status\":\"presence\"} | bad.missing details",
                "{\"type\":\"help\",\"timestamp\":1,\"project_id\":\"p1\"} | bad.missing commands",
                "{\"type\":\"task_started\",\"timestamp\":1,\"project_id\":\"p1\",\"seq\":1,\"message_id\":\"m\",\"task_id\":\"t\",\"user_id\":\"u\"} | bad.missing args",
                "{\"type\":\"task_completed\",\"timestamp\":1,\"project_id\":\"p1\",\"seq\":1,\"message_id\":\"m\",\"task_id\":\"t\",\"result\":null} | bad.missing result"
            })
    void serverMessageThatIsNoneIsRefused(String text, String phrase) {
        BadMessage bad = catchThrowableOfType(BadMessage.class, () -> ProtocolCodec.decodeServer(text));

        assertThat(bad.phrase().key() + " " + String.join(" ", bad.phrase().args()))
                .isEqualTo(phrase);
    }

    record Section(String id) {}

    record Counted(long count) {}
}
