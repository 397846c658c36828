/** The link to Redis, and the real server that tests of other rooms start too. */
@NullMarked
package io.parley.redis;

import org.jspecify.annotations.NullMarked;
