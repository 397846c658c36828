package io.parley.bus;

import io.parley.protocol.Logged;
import io.parley.protocol.ServerMessage;
import java.util.List;

/** A page of the log in ascending {@code seq}, where the log ends, and what is running. */
public record ReadReply(List<Logged> messages, boolean more, long lastSeq, List<ServerMessage> running) {
    public ReadReply {
        messages = List.copyOf(messages);
        running = List.copyOf(running);
    }
}
