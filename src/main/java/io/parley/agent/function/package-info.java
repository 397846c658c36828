/**
 * The functions that a model may call: which are offered, and one call with its limits. Ours, those of jars, and those behind a
 * URL are alike. Start with {@link io.parley.agent.function.Functions}. It knows nothing of how a model says that it calls.
 */
@NullMarked
package io.parley.agent.function;

import org.jspecify.annotations.NullMarked;
