package io.parley.bus;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.parley.protocol.ServerMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a conversation pushes to one address.
 *
 * @param from the instance that sends; {@code incarnation} is new at each of its starts
 * @param n counts 1, 2, 3, … for each {@code from} and address
 * @param userId whose connections it is for; null: all connections of the conversation at that address
 * @param connectionId the one connection it is for; null: all of them
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
        List<ServerMessage> messages) {
    public Envelope {
        messages = List.copyOf(messages);
    }
}
