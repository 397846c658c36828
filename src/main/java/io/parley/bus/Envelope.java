package io.parley.bus;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.parley.protocol.ServerMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a conversation pushes to one address.
 *
 * @param from the instance that sends; {@code incarnation} is new at each of its starts
 * @param n counts 1, 2, 3, … for each {@code from} and address; where one is left out, something was dropped or lost
 * @param userId whose connections it is for; null: all connections of the conversation at that address
 * @param connectionId the one connection it is for; null: all of them
 * @param lost the conversations of which something was dropped before this one, which is all that one number left out means;
 *     null: none, and where a number is left out nobody knows of which
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Envelope(
        String from,
        String incarnation,
        long n,
        @Nullable String userId,
        String projectId,
        @Nullable String connectionId,
        long epoch,
        List<ServerMessage> messages,
        @Nullable List<String> lost) {
    public Envelope {
        messages = List.copyOf(messages);
        lost = lost == null ? null : List.copyOf(lost);
    }
}
