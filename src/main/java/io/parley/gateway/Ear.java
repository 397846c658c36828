package io.parley.gateway;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hears what applications say to one user past the conversations.
 *
 * @param projectId of what names a conversation it hears only this one's; null: all
 */
record Ear(String userId, @Nullable String projectId, Consumer<Push> taker) {
    boolean hears(@Nullable Object addressed) {
        return projectId == null || addressed == null || projectId.equals(String.valueOf(addressed));
    }
}
