package io.parley.agent;

import io.parley.agent.demo.DemoAgent;
import io.parley.agent.http.HttpAgent;
import io.parley.agent.llm.LlmAgent;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.List;

/** The agents that can be chosen by name, or by class ({@code conversation.agent}). */
public final class Agents {
    private static final List<String> NAMES = List.of("auto", "echo", "demo", "http", "llm");

    /** Between two tokens: that of a fast model. */
    private static final Duration DEMO_PACE = Duration.ofMillis(20);

    private Agents() {}

    /** As {@link #named(String, Vertx, JsonObject)}, of those that need no configuration. */
    public static Agent named(String name, Vertx vertx) {
        return named(name, vertx, new JsonObject());
    }

    /**
     * The agent {@code name}: one of ours, or a new object of the class of that full name. Throws {@link
     * IllegalArgumentException}, or {@link io.parley.protocol.BadMessage}, that lists the names there are, or says what is wrong
     * with the class or with the agent's section in {@code config}.
     */
    public static Agent named(String name, Vertx vertx, JsonObject config) {
        JsonObject llm = config.getJsonObject("llm", new JsonObject());
        return switch (name) {
            case "auto" -> named(LlmAgent.isConfigured(llm) ? "llm" : "demo", vertx, config);
            case "demo" -> new DemoAgent(vertx, DEMO_PACE);
            case "echo" -> new EchoAgent();
            case "http" -> HttpAgent.of(vertx, config.getJsonObject("http_agent", new JsonObject()));
            case "llm" -> LlmAgent.of(vertx, llm);
            default -> ofClass(name);
        };
    }

    private static Agent ofClass(String name) {
        try {
            return Class.forName(name).asSubclass(Agent.class).getConstructor().newInstance();
        } catch (ClassNotFoundException e) {
            throw wrong(
                    name.contains(".")
                            ? "no class " + name + " on the class path"
                            : "there is no agent \"" + name + "\"; there are " + String.join(", ", NAMES)
                                    + ", and any class that implements " + Agent.class.getName(),
                    e);
        } catch (ClassCastException e) {
            throw wrong(name + " does not implement " + Agent.class.getName(), e);
        } catch (NoSuchMethodException | IllegalAccessException | InstantiationException e) {
            throw wrong(name + " is no public class with a public constructor without parameters", e);
        } catch (InvocationTargetException e) {
            throw wrong(name + " could not be made: " + e.getCause(), e);
        }
    }

    private static IllegalArgumentException wrong(String sentence, Exception cause) {
        return new IllegalArgumentException("conversation.agent: " + sentence, cause);
    }
}
