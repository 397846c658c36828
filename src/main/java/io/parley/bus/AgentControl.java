package io.parley.bus;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.parley.protocol.Ids;
import org.jspecify.annotations.Nullable;

/**
 * What an agent that lives elsewhere is told while it answers.
 *
 * @param cancel true: nobody waits for more of this turn
 * @param alive true: asks whether somebody is at it still; any reply says so, and so does any event
 * @param taken all events up to this number were taken; to one that asked for it
 * @param replyAddress where the same goes in reply, over Redis; else null
 * @param reason why, for whoever wrote the agent: its events could not be taken; else null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AgentControl(
        String turnId,
        @Nullable Boolean cancel,
        @Nullable Boolean alive,
        @Nullable Long taken,
        @Nullable String replyAddress,
        @Nullable String reason) {
    public AgentControl {
        Ids.require("turn_id", turnId);
    }

    /** {@code reason} null where the user does not want it any more. */
    public static AgentControl cancel(String turnId, @Nullable String reason) {
        return new AgentControl(turnId, true, null, null, null, reason);
    }

    public static AgentControl taken(String turnId, long n) {
        return new AgentControl(turnId, null, null, n, null, null);
    }

    static AgentControl alive(String turnId, @Nullable String replyAddress) {
        return new AgentControl(turnId, null, true, null, replyAddress, null);
    }
}
