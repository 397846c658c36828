/**
 * What agents share that ask somebody over HTTP: where they may ask, one question with its tries, and what comes back, read
 * no faster than it is taken. Start with {@link io.parley.agent.web.Post}. It knows nothing of what is said.
 */
@NullMarked
package io.parley.agent.web;

import org.jspecify.annotations.NullMarked;
