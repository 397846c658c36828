/** Tests of asking over HTTP, and a server that a test plays by hand. */
@org.jspecify.annotations.NullMarked
package io.parley.agent.web;
