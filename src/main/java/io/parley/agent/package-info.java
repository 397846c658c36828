/**
 * Who answers: the {@link io.parley.agent.Agent} interface, what it is given and what it gives back, and our own agents.
 *
 * <p>An agent knows nothing of sockets, logs or owners. Start with {@link io.parley.agent.Agent}; {@link
 * io.parley.agent.Agents} finds one by its name in the configuration.
 */
@NullMarked
package io.parley.agent;

import org.jspecify.annotations.NullMarked;
