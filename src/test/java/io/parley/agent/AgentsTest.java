package io.parley.agent;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.parley.agent.demo.DemoAgent;
import io.vertx.core.Future;
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

    @Test
    void agentOfAnApplicationIsFoundByItsClass() {
        assertThat(Agents.named(Own.class.getName(), vertx)).isInstanceOf(Own.class);
    }

    @Test
    void classThatIsNoAgentIsRefusedWithWhatIsWrong() {
        assertThat(refused("io.example.Missing")).hasMessageContaining("no class io.example.Missing");
        assertThat(refused("java.lang.String")).hasMessageContaining("does not implement io.parley.agent.Agent");
        assertThat(refused(Hidden.class.getName())).hasMessageContaining("no public class");
        assertThat(refused(Broken.class.getName())).hasMessageContaining("no key");
    }

    private IllegalArgumentException refused(String name) {
        return catchThrowableOfType(IllegalArgumentException.class, () -> Agents.named(name, vertx));
    }

    /** An application's agent. */
    public static class Own implements Agent {
        @Override
        public Future<Outcome> answer(Turn turn, ReplySink sink) {
            return Future.succeededFuture(Outcome.complete());
        }
    }

    static final class Hidden extends Own {}

    /** Cannot be made. */
    public static final class Broken extends Own {
        public Broken() {
            throw new IllegalStateException("no key");
        }
    }
}
