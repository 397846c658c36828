/**
 * The management port: metrics and health of this process, for operators and their tools.
 *
 * <p>Knows no connection and no conversation, only what {@code ops} gathered. Start with {@link
 * io.parley.console.ConsoleVerticle}.
 */
@NullMarked
package io.parley.console;

import org.jspecify.annotations.NullMarked;
