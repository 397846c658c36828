/**
 * {@code chat}: a conversation on a terminal.
 *
 * <p>It is one more client and knows nothing of servers. Start with {@link io.parley.launcher.chat.Chat}.
 */
@NullMarked
package io.parley.launcher.chat;

import org.jspecify.annotations.NullMarked;
