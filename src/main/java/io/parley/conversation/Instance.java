package io.parley.conversation;

import io.parley.agent.Agent;
import io.parley.bus.LogIdentity;
import io.parley.bus.Served;
import io.parley.bus.Transport;
import io.parley.ops.EventLog;
import io.parley.ops.EventLog.Field;
import io.parley.ops.InTime;
import io.parley.ops.Meters;
import io.parley.protocol.Ids;
import io.parley.store.ConversationLog;
import io.parley.store.Reaper;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One running conversation instance, from its first lease to its last. Confined to the context that made it. */
final class Instance {
    private static final EventLog LOG = EventLog.of(Instance.class, EventLog.CONVERSATION);
    private static final long LONGEST_SWEEP_MS = 1_000;
    private static final long LONGEST_PULSE_MS = 100;
    private static final long WITHDRAW_SECONDS = 2;
    private static final long INTERRUPT_SECONDS = 2;

    private final Vertx vertx;
    private final ConversationConfig config;
    private final ConversationLog log;
    private final @Nullable Reaper reaper;
    private final String name = "conv-" + Ids.next();
    private final LongSupplier nanoTime;
    private final Lease lease;
    private final Transport transport;
    private final Ownership ownership;
    private final Adoption adoption;
    private final Gateways gateways;
    private final List<Long> timers = new ArrayList<>();
    private @Nullable Served served;
    private boolean leaving;

    Instance(
            Vertx vertx,
            ConversationConfig config,
            ConversationLog log,
            Agent agent,
            Authorizer authorizer,
            @Nullable Reaper reaper,
            Transport transport,
            LongSupplier nanoTime) {
        this.vertx = vertx;
        this.config = config;
        this.log = log;
        this.reaper = reaper;
        this.nanoTime = nanoTime;
        this.lease = new Lease(log, name, Duration.ofMillis(config.leaseMs()), nanoTime);
        this.transport = transport;
        Pushes pushes = new Pushes(transport, lease, vertx.getOrCreateContext(), name, nanoTime);
        this.gateways = new Gateways(transport, pushes, log.logId(), config.leaseMs(), nanoTime);
        Setting setting = new Setting(
                vertx,
                vertx.getOrCreateContext(),
                config,
                log,
                lease,
                agent,
                authorizer,
                pushes,
                gateways,
                new Pacer(vertx, config.deltaIntervalMs(), nanoTime),
                new Pulse(vertx, Math.min(LONGEST_PULSE_MS, config.checkpointIntervalMs()), nanoTime),
                Meters.of(vertx).turns(),
                nanoTime);
        this.ownership = new Ownership(setting);
        this.adoption = new Adoption(setting, ownership);
    }

    /** Completes when requests are served. */
    Future<Void> start() {
        LogIdentity own = new LogIdentity(log.logId());
        return new SameLog(transport, own)
                .check()
                .compose(same -> new FirstLease(vertx, config.transport(), log, name, lease).take())
                .compose(held ->
                        transport.serve(name, new Requests(ownership, transport, gateways, own, new Lists(log))))
                .onSuccess(this::serving)
                .<Void>mapEmpty()
                .recover(failure -> close().transform(closed -> Future.failedFuture(failure)));
    }

    /** Whether requests are served and may have effects. */
    boolean isReady() {
        return served != null && !leaving && lease.isHeld();
    }

    /** Takes no more work, lets running answers finish for a while, ends the rest as interrupted, gives all back. */
    Future<Void> stop() {
        leaving = true;
        long endNanos = nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(config.drainTimeoutMs());
        Future<Void> withdrawn = served == null ? Future.succeededFuture() : served.withdraw();
        return InTime.of(vertx, withdrawn, WITHDRAW_SECONDS, TimeUnit.SECONDS)
                .transform(done -> drain(endNanos))
                .recover(late -> interrupt())
                .transform(drained -> leave())
                .onSuccess(left -> LOG.info("conversation_stopped")
                        .addKeyValue(Field.INSTANCE, name)
                        .log("gave all conversations back"));
    }

    private Future<Void> drain(long endNanos) {
        long leftMs = TimeUnit.NANOSECONDS.toMillis(endNanos - nanoTime.getAsLong());
        return InTime.of(vertx, ownership.drain(), Math.max(1, leftMs), TimeUnit.MILLISECONDS);
    }

    private void serving(Served addresses) {
        served = addresses;
        timers.add(vertx.setPeriodic(config.renewMs(), timer -> renew()));
        long sweepMs = Math.max(10, Math.min(LONGEST_SWEEP_MS, config.idleMs()));
        timers.add(vertx.setPeriodic(sweepMs, timer -> sweep()));
        timers.add(vertx.setPeriodic(1, config.renewMs(), timer -> adoption.look()));
        LOG.info("conversation_serving")
                .addKeyValue(Field.INSTANCE, name)
                .addKeyValue("durability", log.durability().wireName())
                .log("serves conversations");
    }

    private void renew() {
        lease.renew(ownership::recheck);
        beat();
    }

    private void beat() {
        if (lease.isHeld()) {
            gateways.beat(ownership.all());
        }
    }

    private void sweep() {
        ownership.sweep(nanoTime.getAsLong());
        gateways.sweep().forEach(ownership::lose);
    }

    private Future<Void> interrupt() {
        ownership.interruptAll();
        return InTime.of(vertx, ownership.drain(), INTERRUPT_SECONDS, TimeUnit.SECONDS);
    }

    private Future<Void> leave() {
        timers.forEach(vertx::cancelTimer);
        ownership.letGoAll();
        Future<Void> deaf = served == null ? Future.succeededFuture() : served.close();
        return deaf.transform(closed -> log.retire(name))
                .onFailure(failure -> LOG.warn("lease_not_given_back")
                        .addKeyValue(Field.INSTANCE, name)
                        .setCause(failure)
                        .log("could not give the lease back; it runs out by itself"))
                .onSuccess(retired -> beat())
                .transform(retired -> close());
    }

    private Future<Void> close() {
        Future<Void> closed = reaper == null ? Future.succeededFuture() : reaper.close();
        return closed.eventually(log::close);
    }
}
