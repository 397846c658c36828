package io.parley.agent;

import io.parley.agent.demo.DemoAgent;
import io.parley.agent.http.HttpAgent;
import io.parley.agent.llm.LlmAgent;
import io.parley.bus.AgentWays;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** The agents that can be chosen by name, or by class ({@code conversation.agent}). */
public final class Agents {
    private static final String KEY = "conversation.agent: ";
    private static final List<String> NAMES =
            List.of("auto", "echo", "demo", "http", "llm", RemoteAgent.BUS + "<name>", RemoteAgent.REDIS + "<name>");

    /** Between two tokens: that of a fast model. */
    private static final Duration DEMO_PACE = Duration.ofMillis(20);

    private Agents() {}

    /** As {@link #named(String, Vertx, JsonObject, AgentWays)}, of those that need no configuration. */
    public static Agent named(String name, Vertx vertx) {
        return named(name, vertx, new JsonObject(), AgentWays.of(vertx, new JsonObject()));
    }

    /**
     * The agent {@code name}, but that of {@code byConversation} for a conversation whose id fits a key of it, in which {@code *} is
     * any text; of several the first. Throws as {@link #named(String, Vertx, JsonObject, AgentWays)}.
     */
    public static Agent chosen(String name, JsonObject byConversation, Vertx vertx, JsonObject config, AgentWays ways) {
        Agent otherwise = named(name, vertx, config, ways);
        Map<String, Agent> agents = new LinkedHashMap<>();
        byConversation.forEach(entry -> agents.put(
                entry.getKey(), fitting(entry.getKey(), String.valueOf(entry.getValue()), vertx, config, ways)));
        return agents.isEmpty() ? otherwise : new ByConversation(agents, otherwise);
    }

    private static Agent fitting(String pattern, String name, Vertx vertx, JsonObject config, AgentWays ways) {
        try {
            return named(name, vertx, config, ways);
        } catch (IllegalArgumentException e) {
            String sentence = String.valueOf(e.getMessage());
            String own = sentence.startsWith(KEY) ? sentence.substring(KEY.length()) : sentence;
            throw new IllegalArgumentException("conversation.agents, at \"" + pattern + "\": " + own, e);
        }
    }

    /**
     * The agent {@code name}: one of ours; whoever listens on one of {@code ways} ({@code
     * bus:<name>}, {@code redis:<name>}); a new one of the class that a
     * jar offers under that {@link AgentName}; or a new object of the class of that full name. Throws {@link
     * IllegalArgumentException}, or {@link io.parley.protocol.BadMessage}, that lists the names there are, or says what is wrong
     * with the class or with the agent's section in {@code config}.
     */
    public static Agent named(String name, Vertx vertx, JsonObject config, AgentWays ways) {
        Agent remote = RemoteAgent.of(vertx, name, ways);
        if (remote != null) {
            return remote;
        }
        JsonObject llm = config.getJsonObject("llm", new JsonObject());
        return switch (name) {
            case "auto" -> named(LlmAgent.isConfigured(llm) ? "llm" : "demo", vertx, config, ways);
            case "demo" -> new DemoAgent(vertx, DEMO_PACE);
            case "echo" -> new EchoAgent();
            case "http" -> HttpAgent.of(vertx, config.getJsonObject("http_agent", new JsonObject()));
            case "llm" -> LlmAgent.of(vertx, llm);
            default -> {
                Map<String, ServiceLoader.Provider<Agent>> offered = offered();
                ServiceLoader.Provider<Agent> provider = offered.get(name);
                yield provider == null ? ofClass(name, offered) : made(provider, name);
            }
        };
    }

    /** What jars on the class path offer, by name. */
    private static Map<String, ServiceLoader.Provider<Agent>> offered() {
        Map<String, ServiceLoader.Provider<Agent>> offered = new LinkedHashMap<>();
        try {
            ServiceLoader.load(Agent.class).stream().forEach(provider -> {
                @Nullable AgentName name = provider.type().getAnnotation(AgentName.class);
                if (name != null) {
                    ServiceLoader.Provider<Agent> other = offered.putIfAbsent(name.value(), provider);
                    requireOne(name.value(), provider, other);
                }
            });
        } catch (ServiceConfigurationError e) {
            throw wrong("an agent that a jar offers cannot be used: " + e.getMessage(), e);
        }
        return offered;
    }

    private static void requireOne(
            String name, ServiceLoader.Provider<Agent> provider, ServiceLoader.@Nullable Provider<Agent> other) {
        if (other != null && !other.type().equals(provider.type())) {
            throw new IllegalArgumentException(KEY + "two classes are called \"" + name + "\": "
                    + other.type().getName() + " and " + provider.type().getName() + "; take one of the jars away");
        }
    }

    private static Agent made(ServiceLoader.Provider<Agent> provider, String name) {
        try {
            return provider.get();
        } catch (ServiceConfigurationError e) {
            throw wrong("\"" + name + "\" could not be made: " + (e.getCause() == null ? e : e.getCause()), e);
        }
    }

    private static Agent ofClass(String name, Map<String, ServiceLoader.Provider<Agent>> offered) {
        try {
            return Class.forName(name).asSubclass(Agent.class).getConstructor().newInstance();
        } catch (ClassNotFoundException e) {
            throw wrong(
                    name.contains(".")
                            ? "no class " + name + " on the class path"
                            : "there is no agent \"" + name + "\"; there are " + names(offered)
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

    private static String names(Map<String, ServiceLoader.Provider<Agent>> offered) {
        List<String> names = new ArrayList<>(NAMES);
        names.addAll(offered.keySet());
        return String.join(", ", names);
    }

    private static IllegalArgumentException wrong(String sentence, Throwable cause) {
        return new IllegalArgumentException(KEY + sentence, cause);
    }
}
