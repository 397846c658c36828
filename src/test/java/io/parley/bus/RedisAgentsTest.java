package io.parley.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.redis.RedisConfig;
import io.vertx.core.Vertx;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who of several gets a turn. */
class RedisAgentsTest {
    private static final Set<String> ALL = new LinkedHashSet<>(List.of("a", "b", "c"));

    private final Vertx vertx = Vertx.vertx();
    private final RedisAgents agents = new RedisAgents(vertx, RedisConfig.off());

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void whoHasTheFewestTurnsIsTheNext() {
        agents.took("a");
        agents.took("a");
        agents.took("b");
        assertThat(agents.idlest(ALL)).isEqualTo("c");
        agents.took("c");

        agents.gave("b");

        assertThat(agents.idlest(ALL)).isEqualTo("b");
    }

    @Test
    void ofSeveralTheFirstWhoAsked() {
        assertThat(agents.idlest(ALL)).isEqualTo("a");
    }

    @Test
    void whoGaveAllBackIsForgotten() {
        agents.took("a");
        agents.gave("a");
        agents.gave("a");

        agents.took("b");

        assertThat(agents.idlest(Set.of("a", "b"))).isEqualTo("a");
    }
}
