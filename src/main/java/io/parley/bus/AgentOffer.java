package io.parley.bus;

import io.parley.protocol.Ids;

/**
 * A turn is there to be had, which all agents of a name hear: who wants it says so with an {@link AgentClaim}, and one of them
 * gets the {@link AgentTurn}.
 *
 * @param offer true
 * @param replyAddress where claims go, as long as nobody has it
 */
public record AgentOffer(
        String turnId, int attempt, boolean offer, AgentTurn.Kind kind, String projectId, String replyAddress) {
    public AgentOffer {
        Ids.require("turn_id", turnId);
        Ids.require("reply_address", replyAddress);
    }

    static AgentOffer of(AgentTurn turn, String replyAddress) {
        return new AgentOffer(turn.turnId(), turn.attempt(), true, turn.kind(), turn.projectId(), replyAddress);
    }
}
