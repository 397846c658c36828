package io.parley.conversation;

import io.parley.agent.Agent;
import io.parley.bus.LogIdentity;
import io.parley.bus.Served;
import io.parley.bus.Transport;
import io.parley.ops.EventLog;
import io.parley.ops.EventLog.Field;
import io.parley.ops.InTime;
import io.parley.ops.Meters;
import io.parley.ops.OwnershipMeters;
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
    private static final long DEAF_SECONDS = 1;
    /** Behind what runs: to end it as interrupted, and to give back the lease, also where the log does not answer. */
    private static final long LEAVE_SECONDS = 3;

    private final Vertx vertx;
    private final ConversationConfig config;
    private final ConversationLog log;
    private final @Nullable Reaper reaper;
    private final String name = "conv-" + Ids.next();
    private final LongSupplier nanoTime;
    private final Lease lease;
    private final Transport transport;
    private final OwnershipMeters meters;
    private final Ownership ownership;
    private final Adoption adoption;
    private final Gateways gateways;
    private final List<Long> timers = new ArrayList<>();
    private final SameLog sameLog;
    private @Nullable Served served;
    /** Null: it is not stopped. */
    private @Nullable Future<Void> stopped;
    /** Why it may not serve any more; null: it may. */
    private @Nullable String refusal;

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
                new WhileAnswering(config.whileAnswering(), config.whileAnsweringIn()),
                log,
                lease,
                agent,
                authorizer,
                pushes,
                gateways,
                new Pacer(vertx, config.deltaIntervalMs(), nanoTime),
                new Pulse(vertx, Math.min(LONGEST_PULSE_MS, config.checkpointIntervalMs()), nanoTime),
                Slots.on(vertx.getOrCreateContext(), config.tasksPerUser()),
                new Silences(agent, nanoTime),
                Meters.of(vertx).turns(),
                nanoTime);
        this.meters = Meters.of(vertx).ownership();
        this.ownership = new Ownership(setting, meters);
        this.adoption = new Adoption(setting, ownership);
        LogIdentity own = new LogIdentity(log.logId(), System.currentTimeMillis());
        this.sameLog = new SameLog(vertx, transport, own, this::refused);
    }

    /** Completes when requests are served. */
    Future<Void> start() {
        return sameLog.check()
                .compose(same -> new FirstLease(vertx, config.transport(), log, name, lease).take())
                .compose(held ->
                        transport.serve(name, new Requests(ownership, transport, gateways, sameLog, new Lists(log))))
                .onSuccess(this::serving)
                .compose(serves -> sameLog.settled())
                .recover(failure -> abandoned().transform(left -> Future.failedFuture(failure)));
    }

    private Future<Void> abandoned() {
        return served == null ? close() : stop(0);
    }

    /** Why requests are not served, or may have no effects; null: all is well. */
    @Nullable
    String unready() {
        if (refusal != null) {
            return refusal;
        }
        return served != null && stopped == null && lease.isHeld()
                ? log.unwritten()
                : "starting, stopping, or without a lease";
    }

    /** Takes no more work, lets running answers finish for a while, ends the rest as interrupted, gives all back. */
    Future<Void> stop() {
        return stop(config.drainTimeoutMs());
    }

    /** Another log was here first. What is said here nobody else would know, so that nothing more is. */
    private void refused(String sentence) {
        refusal = sentence;
        LOG.error("another_log").addKeyValue(Field.INSTANCE, name).log("does not serve any more: {}", sentence);
        if (served != null) {
            stop(0);
        }
    }

    private Future<Void> stop(long drainMs) {
        Future<Void> ending = stopped == null ? stopWithin(drainMs) : stopped;
        stopped = ending;
        return ending;
    }

    private Future<Void> stopWithin(long drainMs) {
        long endNanos = nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(drainMs);
        Future<Void> withdrawn = served == null ? Future.succeededFuture() : served.withdraw();
        return InTime.of(vertx, withdrawn, WITHDRAW_SECONDS, TimeUnit.SECONDS)
                .transform(done -> drained(endNanos, ownership.drain()))
                .transform(drained -> until(endNanos + TimeUnit.SECONDS.toNanos(LEAVE_SECONDS), leave()))
                .onSuccess(left -> LOG.info("conversation_stopped")
                        .addKeyValue(Field.INSTANCE, name)
                        .log("gave all conversations back"));
    }

    private Future<Void> until(long endNanos, Future<Void> step) {
        long leftMs = TimeUnit.NANOSECONDS.toMillis(endNanos - nanoTime.getAsLong());
        return InTime.of(vertx, step, Math.max(1, leftMs), TimeUnit.MILLISECONDS);
    }

    private void serving(Served addresses) {
        served = addresses;
        sameLog.tell();
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
        lease.renew(ownership::recheck).onFailure(failure -> meters.notRenewed());
        sameLog.tell();
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

    /** What does not end until then is interrupted, and given back too: {@code draining} does that, and what it does not know yet. */
    private Future<Void> drained(long endNanos, Future<Void> draining) {
        return until(endNanos, draining).recover(late -> {
            ownership.interruptAll();
            Future<Void> rest = Future.join(draining, ownership.drain()).mapEmpty();
            return InTime.of(vertx, rest, INTERRUPT_SECONDS, TimeUnit.SECONDS);
        });
    }

    private Future<Void> leave() {
        timers.forEach(vertx::cancelTimer);
        ownership.letGoAll();
        Future<Void> deaf = served == null ? Future.succeededFuture() : served.close();
        return InTime.of(vertx, deaf, DEAF_SECONDS, TimeUnit.SECONDS)
                .transform(closed -> log.retire(name))
                .onFailure(failure -> LOG.warn("lease_not_given_back")
                        .addKeyValue(Field.INSTANCE, name)
                        .setCause(failure)
                        .log("could not give the lease back; it runs out by itself"))
                .onSuccess(retired -> beat())
                .transform(retired -> close());
    }

    private Future<Void> close() {
        return sameLog.close().transform(deaf -> closeStore());
    }

    private Future<Void> closeStore() {
        Future<Void> closed = reaper == null ? Future.succeededFuture() : reaper.close();
        return closed.eventually(log::close);
    }
}
