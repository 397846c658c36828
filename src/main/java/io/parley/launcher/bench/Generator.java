package io.parley.launcher.bench;

import io.parley.client.Connection;
import io.parley.client.ParleyClient;
import io.parley.ops.InTime;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.UpgradeRejectedException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** One event loop's share of the connections. Deployed when all of them are open. */
final class Generator extends VerticleBase {
    private static final int CONNECTING_AT_ONCE = 32;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Setup setup;
    private final String run;
    private final int first;
    private final int end;
    private final Tally tally = new Tally();
    private final Map<Load, Connection> loads = new LinkedHashMap<>();

    /** For the connections from {@code first} up to, and without, {@code end}. */
    Generator(Setup setup, String run, int first, int end) {
        this.setup = setup;
        this.run = run;
        this.first = first;
        this.end = end;
    }

    @Override
    public Future<?> start() {
        return connect(new ParleyClient(vertx), first);
    }

    /** Runs the load for as long as was set up. Any thread; completes when what was under way has been answered. */
    Future<Tally> measure() {
        Promise<Tally> measured = Promise.promise();
        context.runOnContext(now -> begin().onComplete(measured));
        return measured.future();
    }

    private Future<Tally> begin() {
        loads.forEach(Load::begin);
        return after(setup.warmup())
                .compose(warm -> {
                    tally.begin(System.nanoTime());
                    return after(setup.duration());
                })
                .compose(over -> {
                    tally.end(System.nanoTime());
                    return quiet();
                })
                .map(quiet -> {
                    tally.failed(
                            "unanswered",
                            loads.keySet().stream().mapToInt(Load::underWay).sum());
                    return tally;
                });
    }

    private Future<Void> quiet() {
        Future<?> all = Future.join(loads.keySet().stream().map(Load::stop).toList());
        // what is not answered by then is counted as unanswered
        return Future.any(all, after(PATIENCE)).mapEmpty();
    }

    private Future<Void> after(Duration time) {
        return time.isZero()
                ? Future.succeededFuture()
                : vertx.timer(time.toMillis(), TimeUnit.MILLISECONDS).mapEmpty();
    }

    /** A wave after the other, so that the gateway's queue of new sockets does not overflow. */
    private Future<Void> connect(ParleyClient client, int from) {
        if (from >= end) {
            return Future.succeededFuture();
        }
        int until = Math.min(end, from + CONNECTING_AT_ONCE);
        List<Future<Void>> wave = IntStream.range(from, until)
                .mapToObj(number -> open(client, number))
                .toList();
        return Future.all(wave).compose(open -> connect(client, until));
    }

    private Future<Void> open(ParleyClient client, int number) {
        var load = new Load(vertx, setup, tally);
        Future<Void> connected = client.connect(setup.options(run, number), load)
                .recover(failure -> Future.failedFuture(unreachable(failure)))
                .compose(connection -> {
                    loads.put(load, connection);
                    return load.connected();
                });
        return InTime.of(vertx, connected, CONNECT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .recover(failure -> Future.failedFuture(
                        failure instanceof Unreachable
                                ? failure
                                : new Unreachable("the gateway does not say connected")));
    }

    private Unreachable unreachable(Throwable failure) {
        if (failure instanceof UpgradeRejectedException refused) {
            return new Unreachable(setup.url() + " answered HTTP " + refused.getStatus() + " and opened no WebSocket");
        }
        return new Unreachable("no connection to " + setup.url() + ": " + failure.getMessage());
    }
}
