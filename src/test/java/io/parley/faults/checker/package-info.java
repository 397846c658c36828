/**
 * Judges a Parley server from outside: scripted clients talk to it, all that they send and receive goes into a journal, and
 * one judge for each promise of the delivery contract reads journal and log when all is over.
 *
 * <p>It knows the wire and nothing of what lies behind it, so it can be pointed at any address. Start with {@link
 * io.parley.faults.checker.Crowd}, which has the clients; what is judged stands in {@link
 * io.parley.faults.checker.Promises}.
 */
@NullMarked
package io.parley.faults.checker;

import org.jspecify.annotations.NullMarked;
