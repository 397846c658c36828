package io.parley.redis;

import io.parley.ops.InTime;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection that has answered once, from a server that takes writes. It does not come back: {@link RedisLink} dials another. It is a client of its
 * own, as closing that is the client's only way to end a connection whose server does not answer.
 */
final class Wire {
    private final Redis client;
    private final RedisConnection connection;
    private final Promise<Void> ended = Promise.promise();

    private Wire(Redis client, RedisConnection connection) {
        this.client = client;
        this.connection = connection;
        connection.endHandler(none -> ended.tryComplete());
        connection.exceptionHandler(failure -> ended.tryComplete());
    }

    /**
     * To be called on a context, and ends there. Connects, says who we are, and asks for a first answer, all within the
     * command time-out; else nothing is left.
     */
    static Future<Wire> dial(Vertx vertx, RedisConfig config) {
        Redis client = Redis.createClient(vertx, options(config));
        Future<Wire> proved = client.connect().compose(connection -> new Wire(client, connection).proved());
        Context asking = vertx.getOrCreateContext();
        return InTime.of(vertx, proved, config.commandTimeoutMs(), TimeUnit.MILLISECONDS)
                .recover(failure -> closed(client, asking, failure));
    }

    /** The client (5.0.10) tells that it is closed on a thread of its own, on which all that follows would then run. */
    private static Future<Wire> closed(Redis client, Context asking, Throwable failure) {
        Promise<Wire> failed = Promise.promise();
        client.close().onComplete(closed -> asking.runOnContext(there -> failed.fail(failure)));
        return failed.future();
    }

    RedisConnection connection() {
        return connection;
    }

    /** Completes when the connection has ended, whoever ended it. */
    Future<Void> ended() {
        return ended.future();
    }

    /** Ends the connection at once; commands without an answer fail. */
    Future<Void> drop() {
        return client.close();
    }

    /** A write that changes nothing, and that a replica refuses. */
    static Request probe() {
        return Request.cmd(Command.DEL, "ws:probe");
    }

    private Future<Wire> proved() {
        return connection
                .send(RedisLink.question())
                .compose(pong -> connection.send(probe()).recover(Wire::unlessDemoted))
                .map(proved -> this);
    }

    /** Whoever may not write here, or must not for now, is told so by the commands that it needs. */
    private static Future<@Nullable Response> unlessDemoted(Throwable failure) {
        return Sentences.isAnswer(failure) && !Sentences.isDemotion(failure)
                ? Future.succeededFuture()
                : Future.failedFuture(failure);
    }

    /** One connection, which stays until it is closed. */
    private static RedisOptions options(RedisConfig config) {
        RedisOptions options = new RedisOptions()
                .setConnectionString("redis://" + config.address() + "/" + config.database())
                .setMaxWaitingHandlers(config.maxInFlight())
                .setNetClientOptions(new NetClientOptions()
                        .setConnectTimeout((int) Math.min(config.commandTimeoutMs(), Integer.MAX_VALUE))
                        .setTcpKeepAlive(true));
        options.getPoolOptions()
                .setMaxSize(1)
                .setMaxWaiting(1)
                .setCleanerInterval(-1)
                .setRecycleTimeout(-1);
        return options.setUser(config.user()).setPassword(config.password());
    }
}
