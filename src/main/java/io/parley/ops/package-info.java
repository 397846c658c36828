/**
 * What an operator sees: meters under their names, health, structured log events, the ports that were bound. And what all
 * rooms need to wait for each other: {@link io.parley.ops.InTime} and {@link io.parley.ops.InOrder}.
 *
 * <p>A leaf: every room may import it, it imports none. Start with {@link io.parley.ops.EventLog},
 * {@link io.parley.ops.Meters} and {@link io.parley.ops.Health}.
 */
@NullMarked
package io.parley.ops;

import org.jspecify.annotations.NullMarked;
