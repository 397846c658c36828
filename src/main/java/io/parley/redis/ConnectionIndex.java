package io.parley.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * Which connections there are at which nodes, for all who use one Redis. Every future fails with {@link RedisFailure} when
 * Redis does not do it in time.
 *
 * <p>A connection is the hash {@code ws:conn:<connection_id>} with {@code user_id}, {@code project_id} and
 * {@code created_at} in seconds, which fades after 24 hours. The hash {@code ws:user:<user_id>} has the user's connections,
 * each with its node; the hash {@code ws:node:<node>} has the node's connections, each with its user; the sorted set
 * {@code ws:alive} has each node with the time of its last beat, in milliseconds by the clock of Redis.
 *
 * <p>A node that has not beaten for some time is dead: the next beat of any other removes all that it had, but for that of
 * one that was itself away, as then it may be Redis that stood still.
 */
public final class ConnectionIndex {
    /** How often a node is to beat. */
    public static final Duration BEAT = Duration.ofSeconds(3);
    /** How long a node may be silent before it counts as dead: three beats that were lost. */
    public static final Duration SILENCE = Duration.ofSeconds(10);
    /** Most connections of one {@link #tell}. */
    public static final int CHUNK = 500;

    private static final Duration LIFETIME = Duration.ofHours(24);
    private static final String ALIVE = "ws:alive";
    private static final int REAPED_AT_ONCE = 1_000;

    private final RedisLink link;
    private final Duration silence;

    public ConnectionIndex(RedisLink link) {
        this(link, SILENCE);
    }

    ConnectionIndex(RedisLink link, Duration silence) {
        this.link = link;
        this.silence = silence;
    }

    /**
     * Says that {@code node} lives, and removes what the dead had. False where Redis does not know the node, or took it for
     * dead: what it has may be missing, and is to be told anew.
     */
    public Future<Boolean> beat(String node) {
        return run(IndexScripts.BEAT, node, silence.toMillis(), REAPED_AT_ONCE).compose(answer -> {
            boolean known = answer.get(0).toInteger() == 1;
            boolean more = answer.get(1).toInteger() == 1;
            return more ? beat(node).map(known) : Future.succeededFuture(known);
        });
    }

    /** Adds or renews the one, removes the other, at most {@value #CHUNK} in all. False as {@link #beat}. */
    public Future<Boolean> tell(String node, Collection<ConnectionEntry> here, Collection<String> gone) {
        List<String> arguments = new ArrayList<>(3 + 4 * here.size() + gone.size());
        arguments.addAll(List.of(node, String.valueOf(LIFETIME.toMillis()), String.valueOf(here.size())));
        here.forEach(entry -> arguments.addAll(List.of(
                entry.connectionId(),
                entry.userId(),
                entry.projectId(),
                String.valueOf(entry.createdAt().getEpochSecond()))));
        arguments.addAll(gone);
        return link.run(IndexScripts.TELL, List.of(ALIVE), arguments).map(known -> known.toInteger() == 1);
    }

    /** The ids of all connections that {@code node} has, as far as Redis knows. */
    public Future<List<String>> idsOf(String node) {
        return link.send(Request.cmd(Command.HKEYS, "ws:node:" + node))
                .map(ids -> StreamSupport.stream(ids.spliterator(), false)
                        .map(Response::toString)
                        .toList());
    }

    /** The node leaves in order: all that it has is removed. */
    public Future<Void> leave(String node) {
        return run(IndexScripts.LEAVE, node, REAPED_AT_ONCE)
                .compose(more -> more.toInteger() == 1 ? leave(node) : Future.succeededFuture());
    }

    /** The user's connections at nodes that live, in no order; at most 1,000. */
    public Future<List<ConnectionEntry>> connectionsOf(String userId) {
        return run(IndexScripts.FIND, userId, silence.toMillis(), REAPED_AT_ONCE)
                .map(found -> StreamSupport.stream(found.spliterator(), false)
                        .map(one -> new ConnectionEntry(
                                one.get(0).toString(),
                                userId,
                                one.get(1).toString(),
                                Instant.ofEpochSecond(one.get(2).toLong())))
                        .toList());
    }

    private Future<Response> run(RedisScript script, Object... arguments) {
        List<String> texts = new ArrayList<>();
        for (Object argument : arguments) {
            texts.add(String.valueOf(argument));
        }
        return link.run(script, List.of(ALIVE), texts);
    }
}
