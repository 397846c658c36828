/** Tests of the agents, and a {@link io.parley.agent.ReplySink} that records. */
@org.jspecify.annotations.NullMarked
package io.parley.agent;
