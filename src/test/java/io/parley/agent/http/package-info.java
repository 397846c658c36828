/** Tests of the agent that is a service behind a URL. */
@org.jspecify.annotations.NullMarked
package io.parley.agent.http;
