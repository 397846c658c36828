/**
 * What outlives a process: the log of each conversation with its owner and epoch, its open turns and
 * checkpoints.
 *
 * <p>Start with {@link io.parley.store.ConversationLog}; the {@code Logs} door opens the one that the
 * configuration names. This room judges who may append, and does not know what an entry means.
 */
@NullMarked
package io.parley.store;

import org.jspecify.annotations.NullMarked;
