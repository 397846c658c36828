/**
 * Measures a gateway from outside, as its clients see it: {@code ./launcher bench}.
 *
 * <p>It knows the client and the protocol, and nothing of what runs in a node. Start with {@link
 * io.parley.launcher.bench.Bench}; one connection's work is in {@code Load}, what it adds up to in {@code Tally}.
 */
@NullMarked
package io.parley.launcher.bench;

import org.jspecify.annotations.NullMarked;
