package io.parley.conversation;

import io.parley.bus.BusFailure;
import io.parley.bus.LogIdentity;
import io.parley.bus.Transport;
import io.parley.protocol.ErrorCode;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it, before an instance serves, that it and those who serve already have one log: what is said to the one the other
 * would not know. Confined to one context.
 */
final class SameLog {
    /** Each takes the time of a request: together longer than a cluster takes to give up a node that stands still. */
    private static final int ATTEMPTS = 8;

    private final Transport transport;
    private final LogIdentity own;

    SameLog(Transport transport, LogIdentity own) {
        this.transport = transport;
        this.own = own;
    }

    /**
     * Fails with IllegalArgumentException where they have another log, and with {@link BusFailure} where they are there and do
     * not answer: what this instance took on then, they would not reach.
     */
    Future<Void> check() {
        return ask(ATTEMPTS);
    }

    private Future<Void> ask(int attempts) {
        return transport.log(own).transform(answer -> {
            if (answer.succeeded()) {
                return judge(answer.result());
            }
            return attempts > 1 ? ask(attempts - 1) : silent(answer.cause());
        });
    }

    private Future<Void> judge(@Nullable LogIdentity theirs) {
        return theirs == null || theirs.equals(own)
                ? Future.succeededFuture()
                : Future.failedFuture(new IllegalArgumentException("the store of this node is another than that of the"
                        + " others in its cluster (its log is " + own.logId() + ", theirs is " + theirs.logId()
                        + "); give all of them the same store, such as store.kind mysql with one store.mysql, or this one"
                        + " another cluster.name, or over Redis another Redis server"));
    }

    private static Future<Void> silent(Throwable cause) {
        return Future.failedFuture(new BusFailure(
                ErrorCode.UNAVAILABLE,
                "other conversation instances are in the cluster and do not answer on its bus (" + cause.getMessage()
                        + "); in a cluster, cluster.tls has to be the same everywhere and the bus reachable, see cluster.bus_port; over Redis, see"
                        + " whether they are frozen"));
    }
}
