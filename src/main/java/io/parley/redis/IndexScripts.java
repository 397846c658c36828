package io.parley.redis;

/** The steps of {@link ConnectionIndex}. They name keys that follow from others, so they need one Redis and no cluster. */
final class IndexScripts {
    /** The time in milliseconds, whether a beat is of late, and the end of (some of) what a node had. */
    private static final String COMMON = """
            local time = redis.call('TIME')
            local now = time[1] * 1000 + math.floor(time[2] / 1000)
            local function forget(connection, user, node)
              redis.call('DEL', 'ws:conn:' .. connection)
              redis.call('HDEL', 'ws:user:' .. user, connection)
              redis.call('HDEL', 'ws:node:' .. node, connection)
            end
            local function drop(node, most)
              local had = redis.call('HRANDFIELD', 'ws:node:' .. node, most, 'WITHVALUES')
              for i = 1, #had, 2 do forget(had[i], had[i + 1], node) end
              if redis.call('EXISTS', 'ws:node:' .. node) == 0 then redis.call('ZREM', KEYS[1], node) end
              return most - #had / 2
            end
            """;

    /** node, silence, most → whether it was known and not silent; whether there is more to remove. */
    static final RedisScript BEAT = new RedisScript(COMMON + """
            local node, silence, most = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
            local last = redis.call('ZSCORE', KEYS[1], node)
            redis.call('ZADD', KEYS[1], string.format('%.0f', now), node)
            if not last or math.abs(now - last) > silence then return {0, 0} end
            local function reap(dead)
              for _, one in ipairs(dead) do
                if most > 0 then most = drop(one, most) end
              end
            end
            reap(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', string.format('(%.0f', now - silence), 'LIMIT', 0, 256))
            reap(redis.call('ZRANGEBYSCORE', KEYS[1], string.format('(%.0f', now + silence), '+inf', 'LIMIT', 0, 256))
            return {1, most > 0 and 0 or 1}
            """);

    /** node, lifetime, count, count × (connection, user, project, seconds), connections gone → whether the node is known. */
    static final RedisScript TELL = new RedisScript(COMMON + """
            local node, lifetime, gone = ARGV[1], ARGV[2], 4 + 4 * ARGV[3]
            local known = redis.call('ZADD', KEYS[1], 'NX', string.format('%.0f', now), node) == 0
            for i = 4, gone - 1, 4 do
              local connection, user = 'ws:conn:' .. ARGV[i], 'ws:user:' .. ARGV[i + 1]
              redis.call('HSET', connection, 'user_id', ARGV[i + 1], 'project_id', ARGV[i + 2], 'created_at', ARGV[i + 3])
              redis.call('PEXPIRE', connection, lifetime)
              redis.call('HSET', user, ARGV[i], node)
              redis.call('PEXPIRE', user, lifetime)
              redis.call('HSET', 'ws:node:' .. node, ARGV[i], ARGV[i + 1])
            end
            for i = gone, #ARGV do
              local user = redis.call('HGET', 'ws:node:' .. node, ARGV[i])
              if user then forget(ARGV[i], user, node) end
            end
            redis.call('PEXPIRE', 'ws:node:' .. node, lifetime)
            return known and 1 or 0
            """);

    /** node, most → whether there is more. */
    static final RedisScript LEAVE = new RedisScript(COMMON
            + "return drop(ARGV[1], tonumber(ARGV[2])) > 0 and 0 or redis.call('EXISTS', 'ws:node:' .. ARGV[1])");

    /** user, silence, most → (connection, project, seconds) of each. */
    static final RedisScript FIND = new RedisScript(COMMON + """
            local has, found = redis.call('HGETALL', 'ws:user:' .. ARGV[1]), {}
            for i = 1, #has, 2 do
              local beat = redis.call('ZSCORE', KEYS[1], has[i + 1])
              local one = redis.call('HMGET', 'ws:conn:' .. has[i], 'project_id', 'created_at')
              local lives = beat and math.abs(now - beat) <= tonumber(ARGV[2])
              if lives and one[1] and one[2] and #found < tonumber(ARGV[3]) then
                found[#found + 1] = {has[i], one[1], one[2]}
              end
            end
            return found
            """);

    private IndexScripts() {}
}
