/**
 * Faults made on purpose, and what has to survive them. A test that answers for a row of the fault list says so with
 * {@link io.parley.faults.Row}; one that takes long is tagged {@code slow} too and runs only in {@code ./launcher test --faults}.
 */
@NullMarked
package io.parley.faults;

import org.jspecify.annotations.NullMarked;
