/** Tests of the built-in agent. */
@org.jspecify.annotations.NullMarked
package io.parley.agent.demo;
