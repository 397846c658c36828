package io.parley.agent;

import io.parley.agent.demo.DemoAgent;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;

/** The agents that can be chosen by name ({@code conversation.agent}). */
public final class Agents {
    private static final List<String> NAMES = List.of("echo", "demo");

    /** Between two tokens: that of a fast model. */
    private static final Duration DEMO_PACE = Duration.ofMillis(20);

    private Agents() {}

    /** The agent {@code name}. Throws {@link IllegalArgumentException} that lists the names there are. */
    public static Agent named(String name, Vertx vertx) {
        return switch (name) {
            case "echo" -> new EchoAgent();
            case "demo" -> new DemoAgent(vertx, DEMO_PACE);
            default ->
                throw new IllegalArgumentException("conversation.agent: there is no agent \"" + name + "\"; there are "
                        + String.join(", ", NAMES));
        };
    }
}
