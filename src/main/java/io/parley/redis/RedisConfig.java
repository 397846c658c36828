package io.parley.redis;

import org.jspecify.annotations.Nullable;

/**
 * The configuration section {@code redis}: whether there is a Redis that all nodes share, where, and how long to wait for
 * it. Its text does not show the password.
 *
 * @param enabled false: none is used, whatever the rest says
 * @param database the number of the database in it
 * @param user null (or empty, which becomes null): the default user of Redis
 * @param password null (or empty): none is asked for
 * @param commandTimeoutMs after this time a command, or an attempt to connect, has failed
 * @param maxInFlight commands that may wait for their answers; more fail at once
 */
public record RedisConfig(
        boolean enabled,
        String host,
        int port,
        int database,
        @Nullable String user,
        @Nullable String password,
        long commandTimeoutMs,
        int maxInFlight) {
    public RedisConfig {
        if (host.isBlank() || !host.matches("[A-Za-z0-9.:_-]+")) {
            throw new IllegalArgumentException("redis.host must be a host name or address: " + host);
        }
        atLeast("redis.port", port, 1);
        atLeast("redis.database", database, 0);
        atLeast("redis.command_timeout_ms", commandTimeoutMs, 1);
        atLeast("redis.max_in_flight", maxInFlight, 16);
        if (port > 65_535) {
            throw new IllegalArgumentException("redis.port must be at most 65535: " + port);
        }
        user = "".equals(user) ? null : user;
        password = "".equals(password) ? null : password;
        if (user != null && password == null) {
            throw new IllegalArgumentException("redis.password is missing, and redis.user is given");
        }
    }

    /** No Redis. */
    public static RedisConfig off() {
        return new RedisConfig(false, "127.0.0.1", 6379, 0, null, null, 2_000, 4_096);
    }

    /** The server at this address with the defaults for all else. */
    public static RedisConfig at(String host, int port) {
        RedisConfig defaults = off();
        return new RedisConfig(true, host, port, 0, null, null, defaults.commandTimeoutMs(), defaults.maxInFlight());
    }

    /** How long after a Redis has begun others may not yet hear there again what they heard before, in milliseconds. */
    public long longestAbsenceMs() {
        return Backoff.LAST_MS + commandTimeoutMs;
    }

    /** {@code host:port}, as logs and sentences name the server. */
    public String address() {
        return bracketed() + ":" + port;
    }

    @Override
    public String toString() {
        return "RedisConfig[" + (enabled ? "" : "off, ") + address() + "/" + database + ", user=" + user + ", password="
                + (password == null ? "none" : "***") + ", commandTimeoutMs=" + commandTimeoutMs + ", maxInFlight="
                + maxInFlight + "]";
    }

    private String bracketed() {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }

    private static void atLeast(String key, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(key + " must be at least " + least + ": " + value);
        }
    }
}
