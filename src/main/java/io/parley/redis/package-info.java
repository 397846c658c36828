/**
 * The way to Redis: one connection that comes back by itself, on which every command ends in time.
 *
 * <p>Start with {@link io.parley.redis.RedisLink}. This room knows no keys and no messages: what is kept in Redis, and
 * what to do without it, is decided by the rooms that use it.
 */
@NullMarked
package io.parley.redis;

import org.jspecify.annotations.NullMarked;
