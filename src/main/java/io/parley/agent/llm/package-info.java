/**
 * The agent that is a model: any server that speaks the chat completions of OpenAI. Start with {@link
 * io.parley.agent.llm.LlmAgent}; how it asks over HTTP is in {@code io.parley.agent.web}.
 */
@NullMarked
package io.parley.agent.llm;

import org.jspecify.annotations.NullMarked;
