package io.parley.bus;

import io.parley.ops.EventLog;
import io.parley.ops.EventLog.Field;
import io.parley.protocol.BadMessage;
import io.parley.protocol.Ids;
import io.parley.protocol.ProtocolCodec;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A turn that all agents of a name are offered, and one of those who claim it gets. Of claims that nobody has got yet at most
 * {@value #MOST_CLAIMS} are kept. Confined to the context of its way.
 */
final class RedisAgentOffer {
    private static final EventLog LOG = EventLog.of(RedisAgentOffer.class, EventLog.CONVERSATION);
    private static final int MOST_CLAIMS = 64;
    /** How long others who hear an offer have after the first of them, so that whoever has the least to do gets it. */
    private static final long CHOICE_MS = 20;

    private final Vertx vertx;
    private final RedisAgents way;
    private final String address;
    private final AgentTurn turn;
    private final Consumer<String> taken;
    private final Consumer<String> gone;
    private final String claims = ChannelNames.of(Addresses.answer(Ids.next()));
    private final Set<String> claimed = new LinkedHashSet<>();
    private long choice = -1;
    private int hearers;
    private boolean refused;
    private boolean over;
    /** Where the one hears who has it, or will if it is still there. */
    private @Nullable String holder;

    /**
     * To those who hear at {@code address}.
     *
     * @param taken gets the channel of the one who has it, who is there
     * @param gone gets the reason why nobody has it, or may have it
     */
    RedisAgentOffer(
            Vertx vertx,
            RedisAgents way,
            String address,
            AgentTurn turn,
            Consumer<String> taken,
            Consumer<String> gone) {
        this.vertx = vertx;
        this.way = way;
        this.address = address;
        this.turn = turn;
        this.taken = taken;
        this.gone = gone;
    }

    /** The channel for claims. */
    String claims() {
        return claims;
    }

    @Nullable
    String holder() {
        return holder;
    }

    /** Offers it to all, unless somebody has it. */
    void make() {
        if (!over && holder == null) {
            way.publish(address, AgentOffer.of(turn, claims)).onSuccess(this::made);
        }
    }

    void heard(JsonObject body) {
        try {
            AgentClaim claim = ProtocolCodec.read(body, AgentClaim.class);
            claim.check(turn, address);
            claimed(claim.control());
        } catch (BadMessage bad) {
            refuse(bad);
        }
    }

    /** What is no claim is nobody's: all of that name are told what is wrong with it, once, as nobody has the turn. */
    void refuse(BadMessage bad) {
        LOG.warn("agent_claim_refused").addKeyValue(Field.ADDRESS, address).log("{}", bad.getMessage());
        if (!over && !refused && holder == null) {
            refused = true;
            way.publish(address, AgentControl.cancel(turn.turnId(), bad.getMessage()));
        }
    }

    /** It is over, whoever had it. */
    void close() {
        over = true;
        vertx.cancelTimer(choice);
        if (holder != null) {
            way.gave(holder);
        }
    }

    private void made(int count) {
        hearers = count;
        if (!over && holder == null && count == 0 && way.isBelieved()) {
            gone.accept("nobody hears " + address);
        } else {
            chooseOfAll();
        }
    }

    private void claimed(String control) {
        if (claimed.size() < MOST_CLAIMS && claimed.add(control)) {
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
        if (over || holder != null || claimed.isEmpty()) {
            return;
        }
        String chosen = way.idlest(claimed);
        claimed.remove(chosen);
        way.took(chosen);
        holder = chosen;
        way.publish(chosen, turn)
                .onSuccess(count -> given(chosen, count))
                .onFailure(away -> notGiven(String.valueOf(away.getMessage())));
    }

    private void given(String chosen, int count) {
        if (over) {
            return;
        }
        if (count > 0) {
            taken.accept(chosen);
            return;
        }
        way.gave(chosen);
        holder = null;
        choose();
    }

    /** It may have it, so that nobody else may get the same. */
    private void notGiven(String reason) {
        if (!over) {
            gone.accept(reason);
        }
    }
}
