/**
 * A TCP proxy that does to connections what bad networks do. Start with {@link io.parley.faults.proxy.ChaosProxy}.
 */
@NullMarked
package io.parley.faults.proxy;

import org.jspecify.annotations.NullMarked;
