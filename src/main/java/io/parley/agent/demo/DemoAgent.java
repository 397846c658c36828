package io.parley.agent.demo;

import io.parley.agent.Agent;
import io.parley.agent.Outcome;
import io.parley.agent.ReplySink;
import io.parley.agent.Turn;
import io.parley.protocol.Lang;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * Answers by simple rules, at the pace of a fast model: the same conversation gets the same answer, in English or Chinese,
 * whichever the message is in.
 *
 * <p>Holds nothing between turns. Waits for the sink before it says more, and stops at once when its turn is cancelled.
 */
public final class DemoAgent implements Agent {
    private final Vertx vertx;
    private final Duration pace;
    private final Map<Lang, Phrasebook> books = new EnumMap<>(Lang.class);

    /** {@code pace} lies between two tokens of a few characters; zero for as fast as the sink takes them. */
    public DemoAgent(Vertx vertx, Duration pace) {
        if (pace.isNegative()) {
            throw new IllegalArgumentException("pace must not be negative: " + pace);
        }
        this.vertx = vertx;
        this.pace = pace;
        for (Lang lang : Lang.values()) {
            books.put(lang, Phrasebook.load(lang));
        }
    }

    @Override
    public Future<Outcome> answer(Turn turn, ReplySink sink) {
        var ticker = new Ticker(vertx, pace);
        return turn.kind() == Turn.Kind.TASK
                ? new Work(Commission.of(turn, books), sink, ticker).begin()
                : new Typing(Intents.reply(Question.of(turn, books)), sink, ticker).begin();
    }
}
