package io.parley.bus;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.parley.protocol.Ids;
import org.jspecify.annotations.Nullable;

/**
 * What an agent that lives elsewhere is told while it answers.
 *
 * @param cancel true: nobody waits for more of this turn
 * @param alive true: asks whether somebody is at it still; any reply says so, and so does any event
 * @param reason why, for whoever wrote the agent: its events could not be taken; else null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AgentControl(
        String turnId,
        @Nullable Boolean cancel,
        @Nullable Boolean alive,
        @Nullable String reason) {
    public AgentControl {
        Ids.require("turn_id", turnId);
    }

    /** {@code reason} null where the user does not want it any more. */
    public static AgentControl cancel(String turnId, @Nullable String reason) {
        return new AgentControl(turnId, true, null, reason);
    }

    public static AgentControl alive(String turnId) {
        return new AgentControl(turnId, null, true, null);
    }
}
