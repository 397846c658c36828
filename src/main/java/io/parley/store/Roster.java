package io.parley.store;

import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who takes part in which conversation, what conversations are called, and their end. Every future fails with
 * {@link StoreFailure} when the store cannot be reached in time.
 */
public interface Roster {
    /** Adds {@code userId} to the conversation's members; nothing where it is one already. */
    Future<Void> join(String projectId, String userId, String role);

    /** Takes {@code userId} out of the conversation's members; nothing where it is none. */
    Future<Void> leave(String projectId, String userId);

    /** What {@code userId} is in the conversation; null: no member, or there is no such conversation. */
    Future<@Nullable String> role(String projectId, String userId);

    /** The members, in the order in which they joined. */
    Future<List<Member>> members(String projectId);

    /** At most {@code limit} conversations that {@code userId} is a member of, in which something was said last first. */
    Future<List<Listed>> conversationsOf(String userId, int limit);

    /** Calls the conversation {@code title}. Fails with {@link Refused} when the claim is no longer the newest. */
    Future<Void> rename(Claim claim, String title);

    /**
     * Removes the conversation with all that was said in it, its members and its turns, and keeps anybody from claiming one of
     * that id again. Fails with {@link Refused}, and removes nothing, when the claim is no longer the newest. After a
     * {@link StoreFailure} it may or may not be there.
     */
    Future<Void> delete(Claim claim);

    /**
     * Somebody who takes part.
     *
     * @param joinedAt epoch milliseconds
     */
    record Member(String userId, String role, long joinedAt) {}

    /**
     * A conversation, as one of its members sees it.
     *
     * @param title empty: it has none
     * @param lastSeq the last entry of its log; 0: nothing was said
     * @param lastAt when that was, or when the conversation began; epoch milliseconds
     */
    record Listed(String projectId, String title, String role, long lastSeq, long lastAt) {}
}
