package io.parley.agent;

import io.parley.bus.AgentWay;
import io.parley.bus.AgentWays;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lets whoever listens under a name answer, in any language, on the event bus or on channels of Redis: of several each gets its
 * share of the turns.
 */
final class RemoteAgent implements Agent {
    static final String BUS = "bus:";
    static final String REDIS = "redis:";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final Patience PATIENCE = new Patience(Duration.ofSeconds(3), Duration.ofSeconds(30), 4);

    private final Vertx vertx;
    private final AgentWay way;
    private final String name;
    private final Patience patience;

    /**
     * How long to believe in an agent.
     *
     * @param ask how often it is asked whether it is still there, once it has said where it hears
     * @param silence after which it counts as gone, if it says nothing at all meanwhile, not even that it has begun
     * @param tries how often a turn is given to somebody before its first text
     */
    record Patience(Duration ask, Duration silence, int tries) {}

    RemoteAgent(Vertx vertx, AgentWay way, String name, Patience patience) {
        this.vertx = vertx;
        this.way = way;
        this.name = name;
        this.patience = patience;
    }

    /**
     * For {@code bus:<name>} and {@code redis:<name>}; null where {@code choice} is neither. Throws {@link IllegalArgumentException}
     * where that is no name, or there is no such way.
     */
    static @Nullable Agent of(Vertx vertx, String choice, AgentWays ways) {
        if (choice.startsWith(BUS)) {
            return new RemoteAgent(vertx, ways.bus(), name(BUS, choice), PATIENCE);
        }
        if (choice.startsWith(REDIS)) {
            return new RemoteAgent(vertx, ways.redis(), name(REDIS, choice), PATIENCE);
        }
        return null;
    }

    private static String name(String prefix, String choice) {
        String name = choice.substring(prefix.length());
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("conversation.agent: after " + prefix
                    + " comes a name of 1 to 64 characters of A-Z a-z 0-9 _ -, not \"" + name + "\"");
        }
        return name;
    }

    @Override
    public Future<Outcome> answer(Turn turn, ReplySink sink) {
        return new RemoteTurn(vertx, way, name, patience, turn, sink).begin();
    }
}
