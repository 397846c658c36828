package io.parley.agent;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.parley.agent.demo.DemoAgent;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AgentsTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        vertx.close().await(5, SECONDS);
    }

    @Test
    void builtInAgentsAreFoundByName() {
        assertThat(Agents.named("echo", vertx)).isInstanceOf(EchoAgent.class);
        assertThat(Agents.named("demo", vertx)).isInstanceOf(DemoAgent.class);
    }

    @Test
    void nameThatIsNotKnownIsAnsweredWithThoseThatAre() {
        var unknown = catchThrowableOfType(IllegalArgumentException.class, () -> Agents.named("gpt", vertx));

        assertThat(unknown).hasMessageContaining("\"gpt\"").hasMessageContaining("echo, demo");
    }
}
