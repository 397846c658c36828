package io.parley.conversation;

import io.parley.bus.BusFailure;
import io.parley.bus.LogIdentity;
import io.parley.bus.Subscription;
import io.parley.bus.Transport;
import io.parley.ops.EventLog;
import io.parley.protocol.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that this instance and all others have one log: what is said to the one the other would not know. Before an
 * instance serves it asks those who do, and does not serve where they have another log. Two that began at one time, or that a
 * split cluster kept apart, hear of each other as each tells its log again and again: the log that was here first stays, and
 * all who have the other stop. Confined to one context.
 */
final class SameLog {
    private static final EventLog LOG = EventLog.of(SameLog.class, EventLog.CONVERSATION);
    /** Each takes the time of a request: together longer than a cluster takes to give up a node that stands still. */
    private static final int ATTEMPTS = 8;
    /** So long those who have our log have to say since when, before we believe that another was here first. */
    private static final long SETTLE_MS = 1_000;

    private final Vertx vertx;
    private final Transport transport;
    private final Consumer<String> stop;
    private LogIdentity own;
    private boolean serves;
    private @Nullable Subscription hears;
    /** The eldest other log that was heard of since it was judged last; null: none was. */
    private @Nullable LogIdentity rival;
    /** Until the {@link #rival} is judged; fails when this instance must not serve. */
    private Promise<Void> verdict = Promise.promise();

    /** {@code stop} is told, once, why this instance may not serve. */
    SameLog(Vertx vertx, Transport transport, LogIdentity own, Consumer<String> stop) {
        this.vertx = vertx;
        this.transport = transport;
        this.own = own;
        this.stop = stop;
        this.verdict.complete();
    }

    LogIdentity own() {
        return own;
    }

    /**
     * Hears from now on what others tell. Fails with IllegalArgumentException where they have another log, and with
     * {@link BusFailure} where they are there and do not answer: what this instance took on then, they would not reach.
     */
    Future<Void> check() {
        return transport
                .hearLogs(this::heard)
                .onSuccess(heard -> hears = heard)
                .compose(heard -> ask(ATTEMPTS))
                .compose(asked -> settled());
    }

    /** Completes when no other log is in doubt. Fails with IllegalArgumentException where another was here first. */
    Future<Void> settled() {
        return verdict.future();
    }

    /**
     * Tells all others which log this is. To be called when this instance serves, and then again and again: one that does not
     * yet has to be no reason for others to stop, whatever its clock says.
     */
    void tell() {
        serves = true;
        transport.tellLog(own);
    }

    Future<Void> close() {
        Subscription heard = hears;
        hears = null;
        return heard == null ? Future.succeededFuture() : heard.close();
    }

    private void heard(LogIdentity other) {
        if (other.isSame(own)) {
            own = other.isBefore(own) ? other : own;
            return;
        }
        rival = rival == null || other.isBefore(rival) ? other : rival;
        if (verdict.future().succeeded()) {
            verdict = Promise.promise();
            vertx.setTimer(SETTLE_MS, timer -> judge(verdict));
            if (serves) {
                tell();
            }
        }
    }

    private void judge(Promise<Void> judged) {
        LogIdentity other = rival;
        rival = null;
        if (other == null || own.isBefore(other)) {
            LOG.warn("another_log_met").log("another instance has another log, and is to stop");
            judged.complete();
            return;
        }
        String sentence = sentence(other);
        judged.fail(new IllegalArgumentException(sentence));
        stop.accept(sentence);
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
        if (theirs == null) {
            return Future.succeededFuture();
        }
        if (!theirs.isSame(own)) {
            return Future.failedFuture(new IllegalArgumentException(sentence(theirs)));
        }
        heard(theirs);
        return Future.succeededFuture();
    }

    private String sentence(LogIdentity theirs) {
        return "the store of this node is another than that of the others in its cluster (its log is " + own.logId()
                + ", theirs is " + theirs.logId()
                + "); give all of them the same store, such as store.kind mysql with one"
                + " store.mysql, or this one another cluster.name, or over Redis another Redis server";
    }

    private static Future<Void> silent(Throwable cause) {
        return Future.failedFuture(new BusFailure(
                ErrorCode.UNAVAILABLE,
                "other conversation instances are in the cluster and do not answer on its bus (" + cause.getMessage()
                        + "); in a cluster, cluster.tls has to be the same everywhere and the bus reachable, see cluster.bus_port; over Redis, see"
                        + " whether they are frozen"));
    }
}
