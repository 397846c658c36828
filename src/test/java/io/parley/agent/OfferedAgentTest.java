package io.parley.agent;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.parley.bus.AgentWays;
import io.parley.protocol.Lang;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agents that jars offer, made of the example and by hand, and found as the launcher finds those in {@code ext}. */
class OfferedAgentTest {
    private static final Path EXAMPLE = Path.of("src/examples/java-agent");
    private static final String SERVICES = "META-INF/services/io.parley.agent.Agent";

    private final Vertx vertx = Vertx.vertx();
    private final Jars jars;

    OfferedAgentTest(@TempDir Path folder) {
        this.jars = new Jars(folder, SERVICES);
    }

    @AfterEach
    void close() throws Exception {
        jars.close();
        vertx.close().await(5, SECONDS);
    }

    @Test
    void agentOfAJarIsChosenByItsName() throws Exception {
        String services = Files.readString(EXAMPLE.resolve(SERVICES));
        jars.load(jars.jar("parrot", Files.readString(EXAMPLE.resolve("Parrot.java")), services));
        RecordingSink sink = new RecordingSink(false);

        Agents.named("parrot", vertx).answer(turn("p1", "你好 👋"), sink).await(5, SECONDS);

        assertThat(sink.content()).isEqualTo("你好 👋 ");
        assertThat(Files.readAllLines(EXAMPLE.resolve("Parrot.java"))).hasSizeLessThanOrEqualTo(16);
    }

    @Test
    void nameThatNoJarOffersIsAnsweredWithThoseThatAreOffered() throws Exception {
        jars.load(jars.jar("parrot", Files.readString(EXAMPLE.resolve("Parrot.java")), "example.Parrot"));

        var unknown = catchThrowableOfType(IllegalArgumentException.class, () -> Agents.named("parot", vertx));

        assertThat(unknown).hasMessageContaining("echo, demo, http, llm, bus:<name>, redis:<name>, parrot");
    }

    @Test
    void twoClassesOfOneNameAreRefused() throws Exception {
        String parrot = Files.readString(EXAMPLE.resolve("Parrot.java"));
        jars.load(
                jars.jar("parrot", parrot, "example.Parrot"),
                jars.jar("other", parrot.replace("class Parrot", "class Other"), "example.Other"));

        var refused = catchThrowableOfType(IllegalArgumentException.class, () -> Agents.named("parrot", vertx));

        assertThat(refused).hasMessageContaining("example.Parrot").hasMessageContaining("example.Other");
    }

    @Test
    void jarThatNamesAClassWhichIsNotThereIsRefusedWithItsName() throws Exception {
        jars.load(jars.jar("parrot", Files.readString(EXAMPLE.resolve("Parrot.java")), "example.Missing"));

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
                .hasMessageStartingWith("conversation.agents, at \"a*\": there is no agent \"eco\"");
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
}
