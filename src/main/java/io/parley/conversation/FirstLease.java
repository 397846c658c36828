package io.parley.conversation;

import io.parley.bus.TransportKind;
import io.parley.store.ConversationLog;
import io.parley.store.Durability;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;

/**
 * Takes an instance's first lease. A node that is alone ends those that a crash has left, once for each log before the
 * first of its instances. Where others may use the log, in a cluster, over Redis, or in a database, they run out by themselves.
 */
final class FirstLease {
    private static final String NAME = "parley.conversation.alone";

    private final Vertx vertx;
    private final ConversationLog log;
    private final String instance;
    private final Lease lease;
    private final boolean alone;

    FirstLease(Vertx vertx, TransportKind transport, ConversationLog log, String instance, Lease lease) {
        this.vertx = vertx;
        this.alone =
                !vertx.isClustered() && transport == TransportKind.EVENTBUS && log.durability() != Durability.DATABASE;
        this.log = log;
        this.instance = instance;
        this.lease = lease;
    }

    Future<Void> take() {
        if (!alone) {
            return lease.renew(Future::succeededFuture);
        }
        return vertx.sharedData()
                .getLocalLock(NAME)
                .compose(lock -> clear().compose(cleared -> lease.renew(Future::succeededFuture))
                        .onComplete(done -> lock.release()));
    }

    private Future<Void> clear() {
        LocalMap<String, Boolean> cleared = vertx.sharedData().getLocalMap(NAME);
        return cleared.containsKey(log.logId())
                ? Future.succeededFuture()
                : log.retireOthers(instance).onSuccess(done -> cleared.put(log.logId(), true));
    }
}
