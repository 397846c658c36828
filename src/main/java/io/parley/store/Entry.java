package io.parley.store;

import io.parley.protocol.Logged;
import org.jspecify.annotations.Nullable;

/**
 * What is to be appended.
 *
 * @param message the entry, with {@code seq} 0: the log numbers it
 * @param userId whose {@code clientId} it is; null with it
 * @param clientId the idempotency key of the client's message that made this entry; null where none did
 * @param endsSeq the entry whose turn this one ends; null where it ends none
 * @param begins the turn that this entry begins; null where it begins none
 */
public record Entry(
        Logged message,
        @Nullable String userId,
        @Nullable String clientId,
        @Nullable Long endsSeq,
        @Nullable NewTurn begins) {

    /**
     * A turn that is logged with the entry that began it.
     *
     * @param answerId the message id of the answer to be
     * @param lang the language of whoever asked, a tag of at most {@value #MAX_LANG} characters; null where it is not known
     */
    public record NewTurn(
            TurnKind kind, String answerId, @Nullable String lang) {
        private static final int MAX_LANG = 16;

        public NewTurn {
            if (lang != null && lang.length() > MAX_LANG) {
                throw new IllegalArgumentException("lang is a tag of at most 16 characters: " + lang);
            }
        }
    }
}
