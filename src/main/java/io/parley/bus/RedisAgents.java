package io.parley.bus;

import io.parley.protocol.BadMessage;
import io.parley.protocol.Phrase;
import io.parley.protocol.ProtocolCodec;
import io.parley.redis.RedisChannels;
import io.parley.redis.RedisConfig;
import io.parley.redis.RedisLink;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Agents that have nothing but a client of Redis, by two connections that carry nothing else: Redis drops one that it has to
 * send too much, and whoever floods it is to be nobody's loss but that of agents. Confined to the context that made it.
 */
final class RedisAgents implements AgentWay {
    /** Who lost Redis, as we did, hears there again within that. */
    private static final long REJOIN_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final int MOST_CHARACTERS = 1 << 20;

    private final Vertx vertx;
    private final RedisLink link;
    private final RedisChannels channels;
    private final Publisher publisher;
    private final LongSupplier nanoTime;
    /** How many turns of ours each has, by where it hears. */
    private final Map<String, Integer> inHand = new HashMap<>();

    private long missedNanos;

    RedisAgents(Vertx vertx, RedisConfig config, LongSupplier nanoTime) {
        this.vertx = vertx;
        this.nanoTime = nanoTime;
        this.missedNanos = nanoTime.getAsLong() - REJOIN_NANOS;
        this.link = new RedisLink(vertx, config);
        this.channels = new RedisChannels(vertx, config, link);
        this.publisher = new Publisher(link, config.maxInFlight());
    }

    /** Completes when Redis was tried once. */
    Future<Void> start() {
        link.onReturn(this::missed); // others are back no sooner than we, however long it was away
        channels.start();
        return link.start().otherwiseEmpty();
    }

    Future<Void> close() {
        return publisher.flushed().compose(flushed -> channels.close()).eventually(link::close);
    }

    @Override
    public String address(String name) {
        return ChannelNames.of(Addresses.agent(name));
    }

    @Override
    public AgentLine line(String name, Function<String, AgentTurn> turn, AgentLine.Listener listener) {
        return new RedisAgentLine(vertx, this, address(name), turn, listener);
    }

    /** To how many it went. Fails where Redis is away, and then it may or may not have gone. */
    Future<Integer> publish(String channel, Object body) {
        return publisher.publish(channel, ProtocolCodec.write(body)).onFailure(away -> missed());
    }

    /** Completes when what is published from then on will come. Fails where Redis is away, and hears nothing. */
    Future<Void> hear(String channel, Consumer<String> listener) {
        return channels.hear(channel, new Ear(listener)).onFailure(away -> missed());
    }

    void leave(String channel) {
        channels.leave(channel);
    }

    /** Throws {@link BadMessage} where it is no object, or too long for one of an agent. */
    static JsonObject read(String text) {
        if (text.length() > MOST_CHARACTERS) {
            throw new BadMessage(Phrase.of("bad.size", "body", String.valueOf(MOST_CHARACTERS)));
        }
        try {
            return new JsonObject(text);
        } catch (DecodeException | ClassCastException notJson) {
            throw new BadMessage(Phrase.of("bad.not_an_object"));
        }
    }

    /** Of those who hear at {@code controls}, the one with the fewest turns of ours; of several the first. */
    String idlest(Set<String> controls) {
        return controls.stream()
                .min(Comparator.comparingInt(control -> inHand.getOrDefault(control, 0)))
                .orElseThrow();
    }

    void took(String control) {
        inHand.merge(control, 1, Integer::sum);
    }

    void gave(String control) {
        inHand.computeIfPresent(control, (known, turns) -> turns > 1 ? turns - 1 : null);
    }

    /** Whether that nobody hears something means that nobody is there. */
    boolean isBelieved() {
        return nanoTime.getAsLong() - missedNanos > REJOIN_NANOS;
    }

    /** Redis was away, for others as well. */
    private void missed() {
        missedNanos = nanoTime.getAsLong();
    }

    private final class Ear implements RedisChannels.Listener {
        private final Consumer<String> listener;

        Ear(Consumer<String> listener) {
            this.listener = listener;
        }

        @Override
        public void message(String channel, String text) {
            listener.accept(text);
        }

        @Override
        public void heardAgain() {
            missed();
        }
    }
}
