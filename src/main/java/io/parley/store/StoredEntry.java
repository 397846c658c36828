package io.parley.store;

import io.parley.protocol.Logged;
import org.jspecify.annotations.Nullable;

/** An entry as the log has it; {@code endsSeq} is the entry whose turn it ended, or null. */
public record StoredEntry(Logged message, @Nullable Long endsSeq) {}
