package io.parley.bus;

import io.parley.protocol.ErrorCode;
import io.parley.redis.RedisLink;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What is published one after the other. So much is on its way to Redis at once, and the rest waits here: what another lane
 * has to say is never behind more than that, however much this one has. Confined to the context of its link.
 *
 * <p>At most {@value #MOST_WAITING} bodies and {@value #MOST_BYTES} bytes wait; what is beyond fails with {@code BUSY} and is not
 * published. One larger than that is let in when nothing waits. While Redis is away nothing waits: all fails at once.
 */
final class Lane {
    static final int MOST_WAITING = 16_384;
    static final int MOST_BYTES = 16 * 1024 * 1024;

    private static final int BYTES_AT_ONCE = 1024 * 1024;

    private final RedisLink link;
    private final int atOnce;
    private final Deque<Parcel> waiting = new ArrayDeque<>();
    private long bytesWaiting;
    private int underWay;
    private long bytesUnderWay;
    private boolean sending;
    private Future<Integer> last = Future.succeededFuture(0);

    private record Parcel(String channel, Buffer body, Promise<Integer> hearers) {}

    /** At most {@code atOnce} bodies of this lane are on their way. */
    Lane(RedisLink link, int atOnce) {
        this.link = link;
        this.atOnce = atOnce;
    }

    /** To how many it went. Fails with {@link io.parley.redis.RedisFailure}, and then it may or may not have gone. */
    Future<Integer> publish(String channel, Buffer body) {
        boolean isFull = waiting.size() >= MOST_WAITING || bytesWaiting + body.length() > MOST_BYTES;
        if (isFull && !waiting.isEmpty()) {
            return Future.failedFuture(
                    new BusFailure(ErrorCode.BUSY, waiting.size() + " messages wait for Redis, no more are taken"));
        }
        Parcel parcel = new Parcel(channel, body, Promise.promise());
        waiting.add(parcel);
        bytesWaiting += body.length();
        Future<Integer> hearers = parcel.hearers().future();
        last = hearers;
        send();
        return hearers;
    }

    /** Completes, whatever became of it, when nothing that was given to this lane so far waits any more. */
    Future<Void> flushed() {
        return last.transform(gone -> Future.succeededFuture());
    }

    /** A loop, as what is refused at once makes room at once. */
    private void send() {
        if (sending) {
            return;
        }
        sending = true;
        while (!waiting.isEmpty() && hasRoom(waiting.peek())) {
            send(waiting.remove());
        }
        sending = false;
    }

    private boolean hasRoom(Parcel next) {
        return underWay == 0
                || (underWay < atOnce && bytesUnderWay + next.body().length() <= BYTES_AT_ONCE);
    }

    private void send(Parcel parcel) {
        int bytes = parcel.body().length();
        bytesWaiting -= bytes;
        bytesUnderWay += bytes;
        underWay++;
        link.send(Request.cmd(Command.PUBLISH).arg(parcel.channel()).arg(parcel.body()))
                .map(hearers -> hearers == null ? 0 : hearers.toInteger())
                .onComplete((hearers, failure) -> {
                    bytesUnderWay -= bytes;
                    underWay--;
                    send();
                    if (failure == null) {
                        parcel.hearers().complete(hearers);
                    } else {
                        parcel.hearers().fail(failure);
                    }
                });
    }
}
