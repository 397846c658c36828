/**
 * Starts a node from the command line: reads the configuration, deploys what verticles.json names, forms the cluster,
 * and stops all of it in order. Only one more embedder: whatever it does, any application can do.
 *
 * <p>Start with {@code Main}, then {@code RunCommand}. This room may import all others; nobody
 * imports it.
 */
@NullMarked
package io.parley.launcher;

import org.jspecify.annotations.NullMarked;
