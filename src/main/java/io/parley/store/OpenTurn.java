package io.parley.store;

import io.parley.protocol.Logged;
import org.jspecify.annotations.Nullable;

/**
 * A turn that has not ended.
 *
 * @param begunBy the entry that began it
 * @param answerId the message id of the answer to be
 * @param lang the language of whoever asked, or null
 * @param attempt 0: accepted and not begun
 * @param checkpoint how far it was, or null where nothing was kept
 */
public record OpenTurn(
        Logged begunBy,
        TurnKind kind,
        String answerId,
        @Nullable String lang,
        int attempt,
        @Nullable Checkpoint checkpoint) {}
