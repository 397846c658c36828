/**
 * Nodes as processes of their own, to be killed, frozen and revived, and the agent that they run. Start with {@link
 * io.parley.faults.node.NodeProcess}.
 */
@NullMarked
package io.parley.faults.node;

import org.jspecify.annotations.NullMarked;
