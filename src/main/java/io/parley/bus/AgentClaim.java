package io.parley.bus;

import io.parley.protocol.BadMessage;
import io.parley.protocol.Ids;
import io.parley.protocol.Phrase;
import org.jspecify.annotations.Nullable;

/**
 * An agent wants a turn that was offered.
 *
 * @param claim true
 * @param control where the agent hears of this turn, and gets it
 */
public record AgentClaim(String turnId, @Nullable Integer attempt, boolean claim, String control) {
    public AgentClaim {
        Ids.require("turn_id", turnId);
        Ids.require("control", control);
        if (!claim) {
            throw new BadMessage(Phrase.of("bad.unknown_value", "claim", "true"));
        }
    }

    /** Throws {@link BadMessage} where it is for another turn than {@code turn}, or who claims hears where no agent at {@code address} does. */
    void check(AgentTurn turn, String address) {
        if (!turnId.equals(turn.turnId()) || !Integer.valueOf(turn.attempt()).equals(attempt)) {
            throw new BadMessage(Phrase.of("bad.agent_turn", turn.turnId(), String.valueOf(turn.attempt())));
        }
        if (!control.startsWith(address + ".")) {
            throw new BadMessage(Phrase.of("bad.agent_control", address + "."));
        }
    }
}
