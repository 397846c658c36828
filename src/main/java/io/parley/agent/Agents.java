package io.parley.agent;

import io.parley.agent.demo.DemoAgent;
import io.vertx.core.Vertx;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.List;

/** The agents that can be chosen by name, or by class ({@code conversation.agent}). */
public final class Agents {
    private static final List<String> NAMES = List.of("echo", "demo", BusAgent.PREFIX + "<name>");

    /** Between two tokens: that of a fast model. */
    private static final Duration DEMO_PACE = Duration.ofMillis(20);

    private Agents() {}

    /**
     * The agent {@code name}: one of ours, whoever listens on the event bus, or a new object of the class of that full name. Throws {@link
     * IllegalArgumentException} that lists the names there are, or says what is wrong with the class.
     */
    public static Agent named(String name, Vertx vertx) {
        return switch (name) {
            case "echo" -> new EchoAgent();
            case "demo" -> new DemoAgent(vertx, DEMO_PACE);
            default -> name.startsWith(BusAgent.PREFIX) ? BusAgent.of(vertx, name) : ofClass(name);
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
