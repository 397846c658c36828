package io.parley.bus;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.parley.protocol.Logged;
import io.parley.protocol.ServerMessage;
import io.parley.protocol.ServerMessage.Failure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The owner's answer to a register, made in one turn of the conversation, so that its parts fit together.
 *
 * @param error why not, where {@code success} is false; all else then says nothing
 * @param owner the instance that owns the conversation: what follows goes straight to it
 * @param incarnation new at each start of that instance
 * @param n the number of the last push sent to this session's {@code push_to}
 * @param lastSeq the log's last entry
 * @param resetFrom not null: the client is too far behind, and is to forget what it shows and expect this entry next
 * @param messages what the client missed, or the first page of it
 * @param more there is more after {@code messages}, to be read with {@code conv.read}
 * @param running a snapshot of each answer and the progress of each task that is running
 * @param durability what the log survives: {@code process}, {@code disk} or {@code database}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RegisterReply(
        boolean success,
        @Nullable Failure error,
        @Nullable String sessionId,
        @Nullable String owner,
        @Nullable String incarnation,
        long epoch,
        long n,
        @Nullable String logId,
        long lastSeq,
        boolean resumed,
        @Nullable Long resetFrom,
        List<Logged> messages,
        boolean more,
        List<ServerMessage> running,
        @Nullable String durability) {
    public RegisterReply {
        messages = List.copyOf(messages);
        running = List.copyOf(running);
    }

    /** The reply that says why not. */
    public static RegisterReply refused(Failure error) {
        return new RegisterReply(
                false, error, null, null, null, 0, 0, null, 0, false, null, List.of(), false, List.of(), null);
    }
}
