package io.parley.store;

import io.vertx.core.Future;
import java.util.List;

/**
 * Which connections there are, for whoever asks: presence, operators, other applications. Nothing that is delivered
 * depends on it. Opened with {@link Directories} on one context, and called and answered on it. Every future fails with
 * {@link StoreFailure} when the directory cannot be reached in time.
 *
 * <p>An entry that nobody removes fades after 24 hours.
 */
public interface ConnectionDirectory {
    /** Adds the connection, or begins its 24 hours anew. */
    Future<Void> add(ConnectionEntry entry);

    /** Removes the connection; nothing where it is not known. */
    Future<Void> remove(String connectionId);

    /** The user's connections, in no order. */
    Future<List<ConnectionEntry>> connectionsOf(String userId);

    /** Lets go of what it uses; entries in Redis stay. */
    Future<Void> close();
}
