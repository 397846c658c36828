package io.parley.bridge;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SelfSignedCertificate;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an agent may do by TCP, and above all what it may not. */
class BridgeTest extends BridgeFixture {
    private static final String TOKEN = "a-token-of-the-bridge";

    @Test
    void agentHearsItsTurnAndAnswersWhereItWasAsked() throws Exception {
        try (RawAgent agent = RawAgent.at(bridge(new JsonObject()))) {
            BlockingQueue<Message<JsonObject>> events = hear(ANSWER);
            agent.hears("conv.agent.poet");
            Future<Message<Object>> asked = turn(ANSWER, "写 🌙");

            JsonObject frame = agent.next();
            agent.says("{\"type\":\"send\",\"address\":\"" + ANSWER + "\",\"body\":{\"content\":\"月亮 🌙\"}}");
            agent.says("{\"type\":\"send\",\"address\":\"" + frame.getString("replyAddress") + "\",\"body\":{}}");

            assertThat(frame.getString("type")).isEqualTo("message");
            assertThat(frame.getString("address")).isEqualTo("conv.agent.poet");
            assertThat(frame.getJsonObject("body").getString("content")).isEqualTo("写 🌙");
            assertThat(events.poll(10, SECONDS).body()).isEqualTo(new JsonObject().put("content", "月亮 🌙"));
            asked.await(10, SECONDS);
        }
    }

    @Test
    void agentRefusesATurn() throws Exception {
        try (RawAgent agent = RawAgent.at(bridge(new JsonObject()))) {
            agent.hears("conv.agent.poet");
            Future<Message<Object>> asked = turn(ANSWER, "hi");

            String reply = agent.next().getString("replyAddress");
            agent.says("{\"type\":\"send\",\"address\":\"" + reply + "\",\"failureCode\":7,\"message\":\"busy\"}");

            assertThat(failure(asked)).isInstanceOf(ReplyException.class).hasMessage("busy");
        }
    }

    @Test
    void turnsOfAConnectionThatIsLostAreGivenBackAtOnce() throws Exception {
        RawAgent agent = RawAgent.at(bridge(new JsonObject()));
        agent.hears("conv.agent.poet");
        Future<Message<Object>> asked = turn(ANSWER, "hi");
        agent.next();

        agent.close();

        assertThat(failure(asked)).hasMessage("the connection of the agent is lost");
        assertThat(failure(turn(ANSWER, "hi"))).hasMessageContaining("No handlers");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user.push.bob",
                "conv.handle",
                "conv.register",
                "conv.answer.a2",
                "gateway.all",
                "conv.agent.",
                "conv.agent.poet.x.y",
                "conv.agent.poet user"
            })
    void agentHearsNothingElse(String address) throws Exception {
        try (RawAgent agent = RawAgent.at(bridge(new JsonObject()))) {
            agent.says("{\"type\": \"register\", \"address\": \"" + address + "\"}");

            assertThat(agent.next().getString("failureType")).isEqualTo("access_denied");
            assertThat(failure(vertx.eventBus().request(address, new JsonObject())))
                    .hasMessageContaining("No handlers");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "send, user.push.bob, access_denied",
        "send, conv.handle, access_denied",
        "send, conv.push, access_denied",
        "send, gateway.push, access_denied",
        "send, conv.agent.poet, access_denied",
        "send, conv.answer.of-another, access_denied",
        "publish, user.push.bob, unknown_type"
    })
    void agentSpeaksAsNobodyElse(String type, String address, String refusal) throws Exception {
        BlockingQueue<Message<JsonObject>> victim = hear(address);
        try (RawAgent agent = RawAgent.at(bridge(new JsonObject()))) {
            agent.says("{\"type\":\"" + type + "\",\"address\":\"" + address + "\",\"body\":{\"type\":\"notice\"}}");

            assertThat(agent.next().getString("failureType")).isEqualTo(refusal);
            vertx.eventBus().send(address, new JsonObject().put("marker", true));
            assertThat(victim.poll(10, SECONDS).body()).isEqualTo(new JsonObject().put("marker", true));
        }
    }

    @Test
    void agentThatAnswersForNobodyIsTold() throws Exception {
        try (RawAgent agent = RawAgent.at(bridge(new JsonObject()))) {
            agent.hears("conv.agent.poet");
            turn(ANSWER, "hi");
            agent.next();

            agent.says("{\"type\":\"send\",\"address\":\"" + ANSWER + "\",\"body\":{\"content\":\"late\"}}");

            JsonObject told = agent.next();
            assertThat(told.getString("failureType")).isEqualTo("NO_HANDLERS");
            assertThat(told.getString("address")).isEqualTo(ANSWER);
        }
    }

    @Test
    void onlyNamesThatAreListedAreAnsweredFor() throws Exception {
        int port = bridge(new JsonObject().put("agents", new JsonArray().add("poet")));
        try (RawAgent agent = RawAgent.at(port)) {
            agent.hears("conv.agent.poet");

            agent.says("{\"type\": \"register\", \"address\": \"conv.agent.lawyer\"}");

            assertThat(agent.next().getString("failureType")).isEqualTo("access_denied");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"ping\"}",
                "{\"type\":\"ping\",\"headers\":{\"token\":\"a-token-of-the-bridgf\"}}",
                "{\"type\":\"ping\",\"headers\":{\"token\":7}}"
            })
    void whoDoesNotKnowTheTokenIsSentAway(String frame) throws Exception {
        try (RawAgent agent = RawAgent.at(bridge(new JsonObject().put("token", TOKEN)))) {
            agent.says(frame);

            assertThat(agent.next().getString("message")).contains("access_denied", "headers.token");
            assertThat(agent.isClosed()).isTrue();
        }
    }

    @Test
    void whoHasShownTheTokenOnceIsKnown() throws Exception {
        try (RawAgent agent = RawAgent.at(bridge(new JsonObject().put("token", TOKEN)))) {
            agent.says("{\"type\":\"ping\",\"headers\":{\"token\":\"" + TOKEN + "\"}}");
            agent.says("{\"type\":\"ping\"}");

            assertThat(agent.next().getString("type")).isEqualTo("pong");
            assertThat(agent.next().getString("type")).isEqualTo("pong");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MAX_VALUE, 1025})
    void frameOfAForeignLengthIsRefusedBeforeItIsRead(int length) throws Exception {
        try (RawAgent agent = RawAgent.at(bridge(new JsonObject().put("max_frame_bytes", 1024)))) {
            agent.writes(length, new byte[] {'{'});

            assertThat(agent.next().getString("message")).contains("1 to 1024 bytes");
            assertThat(agent.isClosed()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello", "[]", "{\"type\":5}", "{}", "{\"type\":\"register\"}"})
    void whatIsNoFrameIsRefusedInASentence(String frame) throws Exception {
        try (RawAgent agent = RawAgent.at(bridge(new JsonObject()))) {
            agent.says(frame);

            assertThat(agent.next().getString("message")).containsAnyOf("JSON object", "must be a text");
            assertThat(agent.isClosed()).isTrue();
        }
    }

    @Test
    void frameThatComesByteByByteIsTaken() throws Exception {
        try (RawAgent agent = RawAgent.at(bridge(new JsonObject()))) {
            byte[] body = "{\"type\":\"ping\"}".getBytes(StandardCharsets.UTF_8);
            agent.writes(body.length, new byte[0]);
            for (byte one : body) {
                agent.writesOnly(one);
            }

            assertThat(agent.next().getString("type")).isEqualTo("pong");
        }
    }

    @Test
    void agentThatDoesNotReadGetsNoMoreTurns() throws Exception {
        try (RawAgent agent = RawAgent.at(bridge(new JsonObject()))) {
            agent.hears("conv.agent.poet");
            String large = "x".repeat(512 * 1024);

            for (int i = 0; i < 200; i++) {
                turn(ANSWER, large);
            }

            assertThat(failure(turn(ANSWER, large))).hasMessage("the agent does not read");
        }
    }

    @Test
    void oneConnectionMoreThanMayBeIsToldSoAndClosed() throws Exception {
        int port = bridge(new JsonObject().put("connections", 1));
        try (RawAgent first = RawAgent.at(port)) {
            first.says("{\"type\":\"ping\"}");
            first.next();

            try (RawAgent second = RawAgent.at(port)) {
                assertThat(second.next().getString("message")).contains("bridge.connections");
                assertThat(second.isClosed()).isTrue();
            }
        }
    }

    /** However many come and say nothing, whoever shows the token comes in. */
    @Test
    void strangersTakeNoPlaceOfThoseWhoShowTheToken() throws Exception {
        int port = bridge(new JsonObject().put("token", TOKEN).put("connections", 1));
        List<RawAgent> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 70; i++) {
                silent.add(RawAgent.at(port));
            }

            try (RawAgent agent = RawAgent.at(port)) {
                agent.says("{\"type\":\"ping\",\"headers\":{\"token\":\"" + TOKEN + "\"}}");

                assertThat(agent.next().getString("type")).isEqualTo("pong");
                assertThat(silent.get(0).next().getString("message")).contains("headers.token");
                assertThat(silent.get(0).isClosed()).isTrue();
            }
        } finally {
            for (RawAgent one : silent) {
                one.close();
            }
        }
    }

    @Test
    void strangerHasNothingLargeToSay() throws Exception {
        try (RawAgent agent = RawAgent.at(bridge(new JsonObject().put("token", TOKEN)))) {
            agent.writes(4_097, new byte[] {'{'});

            assertThat(agent.next().getString("message")).contains("1 to 4096 bytes");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", TOKEN})
    void othersThanThisMachineNeedATokenAndEncryption(String token) {
        JsonObject config = new JsonObject().put("host", "0.0.0.0").put("token", token);

        Throwable refused = catchThrowable(() -> bridge(config));

        assertThat(refused).hasMessageContaining("token").hasMessageContaining("tls.cert");
    }

    @Test
    void connectionIsEncryptedWhereThereIsACertificate() throws Exception {
        SelfSignedCertificate own = SelfSignedCertificate.create("localhost");
        JsonObject tls = new JsonObject().put("cert", own.certificatePath()).put("key", own.privateKeyPath());
        int port = bridge(new JsonObject().put("token", TOKEN).put("tls", tls));

        try (RawAgent agent =
                new RawAgent(trusting(own.certificatePath()).getSocketFactory().createSocket("127.0.0.1", port))) {
            agent.says("{\"type\":\"ping\",\"headers\":{\"token\":\"" + TOKEN + "\"}}");

            assertThat(agent.next().getString("type")).isEqualTo("pong");
        } finally {
            own.delete();
        }
    }

    private static SSLContext trusting(String certificate) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (var in = Files.newInputStream(Path.of(certificate))) {
            trusted.setCertificateEntry(
                    "own", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }
}
