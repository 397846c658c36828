/** Tests of the agent that is a model. */
@org.jspecify.annotations.NullMarked
package io.parley.agent.llm;
