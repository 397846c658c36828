package io.parley.agent;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Lets whoever listens at {@code conv.agent.<name>} of the event bus answer, in any language: of several each gets its share of
 * the turns.
 */
final class BusAgent implements Agent {
    static final String PREFIX = "bus:";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final Patience PATIENCE = new Patience(Duration.ofSeconds(3), Duration.ofSeconds(30), 4);

    private final Vertx vertx;
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

    BusAgent(Vertx vertx, String name, Patience patience) {
        this.vertx = vertx;
        this.name = name;
        this.patience = patience;
    }

    /** For {@code bus:<name>}. Throws {@link IllegalArgumentException} where that is no name. */
    static BusAgent of(Vertx vertx, String choice) {
        String name = choice.substring(PREFIX.length());
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "conversation.agent: after bus: comes a name of 1 to 64 characters of A-Z a-z 0-9 _ -, not \""
                            + name + "\"");
        }
        return new BusAgent(vertx, name, PATIENCE);
    }

    @Override
    public Future<Outcome> answer(Turn turn, ReplySink sink) {
        return new BusTurn(vertx, name, patience, turn, sink).begin();
    }
}
