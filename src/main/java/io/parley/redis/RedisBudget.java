package io.parley.redis;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;

/**
 * A budget for each key, one for all who use one Redis: {@code burst} at once, and one more after {@code each}. Redis
 * keeps one number a key, for as long as the budget is not full again.
 */
public final class RedisBudget {
    /**
     * Kept is when the budget will be full again, in microseconds by the clock of Redis. A time that lies further ahead than
     * it can be is from before the clock was set back, and counts as none.
     */
    private static final RedisScript TAKE = new RedisScript("""
            local each, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
            local time = redis.call('TIME')
            local now = time[1] * 1000000 + time[2]
            local full = tonumber(redis.call('GET', KEYS[1]) or now)
            if full > now + 2 * each * burst then full = now end
            local after = math.max(full, now) + each
            local wait = after - now - each * burst
            if wait > 0 then return math.ceil(wait / 1000) end
            redis.call('SET', KEYS[1], string.format('%.0f', after), 'PX', math.ceil((after - now) / 1000))
            return 0
            """);

    private static final RedisScript GIVE_BACK = new RedisScript("""
            local each = tonumber(ARGV[1])
            local time = redis.call('TIME')
            local now = time[1] * 1000000 + time[2]
            local full = tonumber(redis.call('GET', KEYS[1]) or now) - each
            if full <= now then return redis.call('DEL', KEYS[1]) end
            redis.call('SET', KEYS[1], string.format('%.0f', full), 'PX', math.ceil((full - now) / 1000))
            return 0
            """);

    private final RedisLink link;
    private final String prefix;
    private final List<String> size;

    /** {@code prefix} begins the name of each key in Redis. */
    public RedisBudget(RedisLink link, String prefix, int burst, Duration each) {
        this.link = link;
        this.prefix = prefix;
        this.size = List.of(String.valueOf(Math.max(1, each.toNanos() / 1_000)), String.valueOf(burst));
    }

    /**
     * Takes one. 0: it may pass; else how many milliseconds until it could, and nothing was taken. Fails with
     * {@link RedisFailure} where Redis does not say in time.
     */
    public Future<Long> take(String key) {
        return link.run(TAKE, List.of(prefix + key), size).map(waitMs -> waitMs.toLong());
    }

    /** Undoes a {@link #take}. Fails with {@link RedisFailure} where Redis does not say in time. */
    public Future<Void> giveBack(String key) {
        return link.run(GIVE_BACK, List.of(prefix + key), size).mapEmpty();
    }
}
