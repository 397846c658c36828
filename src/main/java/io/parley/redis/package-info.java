/**
 * The way to Redis: one connection that comes back by itself, on which every command ends in time; and what nodes share
 * there: the index of connections, and budgets.
 *
 * <p>Start with {@link io.parley.redis.RedisLink}. This room knows no messages; what to do without Redis is decided by the
 * rooms that use it.
 */
@NullMarked
package io.parley.redis;

import org.jspecify.annotations.NullMarked;
