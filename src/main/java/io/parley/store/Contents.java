package io.parley.store;

import java.util.List;

/**
 * What the log has of one conversation, for who begins to own it.
 *
 * @param lastSeq the last number; 0 for an empty or unknown one
 * @param tail the last entries, ascending
 * @param members their user ids
 * @param turns those that have not ended, oldest first, each with its newest checkpoint
 */
public record Contents(long lastSeq, List<StoredEntry> tail, List<String> members, List<OpenTurn> turns) {
    public Contents {
        tail = List.copyOf(tail);
        members = List.copyOf(members);
        turns = List.copyOf(turns);
    }
}
