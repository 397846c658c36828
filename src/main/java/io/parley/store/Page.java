package io.parley.store;

import java.util.List;

/** A part of the log in ascending {@code seq}; {@code more}: there is more in the direction that was asked. */
public record Page(List<StoredEntry> entries, boolean more) {
    public Page {
        entries = List.copyOf(entries);
    }
}
