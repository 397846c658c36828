/**
 * The built-in agent: offline and deterministic, so that one can try Parley, and test what is built on it, without a model.
 *
 * <p>Start with {@link io.parley.agent.demo.DemoAgent}; what it understands is the list in {@code Intents}, from the top
 * down; what it says, and the patterns by which it recognises a wish, are in {@code en.txt} and {@code zh-CN.txt}.
 */
@NullMarked
package io.parley.agent.demo;

import org.jspecify.annotations.NullMarked;
