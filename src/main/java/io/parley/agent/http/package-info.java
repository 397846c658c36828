/**
 * The agent that is a service behind a URL, in any language: it is asked by POST and answers with events, or with one JSON. Start
 * with {@link io.parley.agent.http.HttpAgent}; how it is asked is in {@code io.parley.agent.web}.
 */
@NullMarked
package io.parley.agent.http;

import org.jspecify.annotations.NullMarked;
