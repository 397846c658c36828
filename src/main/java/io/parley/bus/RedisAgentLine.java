package io.parley.bus;

import io.parley.ops.EventLog;
import io.parley.ops.EventLog.Field;
import io.parley.protocol.BadMessage;
import io.parley.protocol.Ids;
import io.parley.protocol.Phrase;
import io.parley.protocol.ProtocolCodec;
import io.parley.redis.RedisChannels;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A turn that is offered on a channel that all agents of a name hear, again and again until one who claims it gets it. Its events go to a
 * channel whose name nobody else is told. Confined to the context of its way.
 */
final class RedisAgentLine implements AgentLine {
    private static final EventLog LOG = EventLog.of(RedisAgentLine.class, EventLog.CONVERSATION);
    private static final long AGAIN_MS = 1_000;
    /** How long others who hear an offer have after the first of them, so that whoever has the least to do gets it. */
    private static final long CHOICE_MS = 20;

    private static final int MOST_CLAIMS = 64;
    private static final int MOST_CHARACTERS = 1 << 20;

    private final Vertx vertx;
    private final RedisAgents way;
    private final String address;
    private final AgentTurn turn;
    private final Listener listener;
    private final String claims = ChannelNames.of(Addresses.answer(Ids.next()));
    private final String answers;
    private final Set<String> claimed = new LinkedHashSet<>();
    private long again = -1;
    private long choice = -1;
    private boolean asksToHear;
    private boolean hears;
    private boolean refused;
    private boolean closed;
    private int hearers;
    /** Who has it, by where it hears. */
    private @Nullable String holder;

    RedisAgentLine(
            Vertx vertx, RedisAgents way, String address, Function<String, AgentTurn> turn, Listener listener) {
        this.vertx = vertx;
        this.way = way;
        this.address = address;
        this.answers = ChannelNames.of(Addresses.answer(UUID.randomUUID().toString())); // ULIDs follow one another
        this.turn = turn.apply(answers);
        this.listener = listener;
    }

    @Override
    public void give() {
        again = vertx.setPeriodic(AGAIN_MS, tick -> goOn());
        hear();
    }

    @Override
    public void askWhetherAlive(String control, String turnId, Duration atMost) {
        publish(control, AgentControl.alive(turnId, answers))
                .onSuccess(count -> goneUnlessHeard(count, control))
                .onFailure(away -> way.missed());
    }

    @Override
    public void tell(@Nullable String control, AgentControl told) {
        String hearing = control == null ? holder : control;
        if (hearing != null) {
            way.publisher().tell(hearing, ProtocolCodec.write(told));
        }
    }

    @Override
    public void close() {
        closed = true;
        vertx.cancelTimer(again);
        vertx.cancelTimer(choice);
        way.channels().leave(claims);
        way.channels().leave(answers);
        if (holder != null) {
            way.gave(holder);
        }
    }

    private void goOn() {
        if (hears) {
            offer();
        } else if (!asksToHear) {
            hear();
        }
    }

    private void hear() {
        asksToHear = true;
        RedisChannels channels = way.channels();
        Future.all(channels.hear(claims, new Ear(this::claim)), channels.hear(answers, new Ear(this::event)))
                .onSuccess(heard -> {
                    hears = true;
                    offer();
                })
                .onFailure(away -> notHeard());
    }

    private void notHeard() {
        asksToHear = false;
        way.missed();
        way.channels().leave(claims);
        way.channels().leave(answers);
    }

    private void offer() {
        if (!closed && hears && holder == null) {
            publish(address, AgentOffer.of(turn, claims))
                    .onSuccess(this::offered)
                    .onFailure(away -> way.missed());
        }
    }

    private void offered(int count) {
        hearers = count;
        if (holder == null && count == 0) {
            goneUnlessHeard(count, address);
        } else {
            chooseOfAll();
        }
    }

    private void goneUnlessHeard(int count, String channel) {
        if (!closed && count == 0 && way.isBelieved()) {
            listener.gone("nobody hears " + channel);
        }
    }

    private void claim(JsonObject body) {
        AgentClaim claim = ProtocolCodec.read(body, AgentClaim.class);
        claim.check(turn, address);
        if (claimed.size() < MOST_CLAIMS && claimed.add(claim.control())) {
            if (claimed.size() == 1) {
                choice = vertx.setTimer(CHOICE_MS, late -> choose());
            }
            chooseOfAll();
        }
    }

    private void chooseOfAll() {
        if (hearers > 0 && claimed.size() >= hearers) {
            choose();
        }
    }

    private void choose() {
        vertx.cancelTimer(choice);
        if (closed || holder != null || claimed.isEmpty()) {
            return;
        }
        String chosen = way.idlest(claimed);
        claimed.remove(chosen);
        way.took(chosen);
        holder = chosen;
        publish(chosen, turn)
                .onSuccess(count -> granted(chosen, count))
                .onFailure(away -> notGranted(String.valueOf(away.getMessage())));
    }

    private void granted(String chosen, int count) {
        if (closed) {
            return;
        }
        if (count == 0) {
            way.gave(chosen);
            holder = null;
            choose();
            return;
        }
        vertx.cancelTimer(again);
        way.channels().leave(claims);
        listener.taken(chosen);
    }

    /** It may have it, so that nobody else may get the same. */
    private void notGranted(String reason) {
        way.missed();
        if (!closed) {
            listener.gone(reason);
        }
    }

    private void event(JsonObject body) {
        if (Boolean.TRUE.equals(body.getValue("alive"))) {
            listener.alive();
        } else {
            listener.heard(body).onFailure(told -> {}); // the listener tells who hears at control
        }
    }

    /** What is no claim is nobody's: all of that name are told what is wrong with it, once, as nobody has the turn. */
    private void refuse(String channel, BadMessage bad) {
        if (channel.equals(answers)) {
            listener.garbled(bad);
            return;
        }
        LOG.warn("agent_claim_refused").addKeyValue(Field.ADDRESS, address).log("{}", bad.getMessage());
        if (!refused && holder == null) {
            refused = true;
            tell(address, AgentControl.cancel(turn.turnId(), bad.getMessage()));
        }
    }

    private Future<Integer> publish(String channel, Object body) {
        return way.publisher().publish(channel, ProtocolCodec.write(body));
    }

    private static JsonObject read(String text) {
        if (text.length() > MOST_CHARACTERS) {
            throw new BadMessage(Phrase.of("bad.size", "event", String.valueOf(MOST_CHARACTERS)));
        }
        try {
            return new JsonObject(text);
        } catch (DecodeException | ClassCastException notJson) {
            throw new BadMessage(Phrase.of("bad.not_an_object"));
        }
    }

    private final class Ear implements RedisChannels.Listener {
        private final Consumer<JsonObject> listener;

        Ear(Consumer<JsonObject> listener) {
            this.listener = listener;
        }

        @Override
        public void message(String channel, String text) {
            if (closed) {
                return;
            }
            try {
                listener.accept(read(text));
            } catch (BadMessage bad) {
                refuse(channel, bad);
            }
        }

        @Override
        public void heardAgain() {
            way.missed();
        }
    }
}
