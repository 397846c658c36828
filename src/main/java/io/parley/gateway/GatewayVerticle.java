package io.parley.gateway;

import io.parley.bus.Transport;
import io.parley.bus.Transports;
import io.parley.gateway.identity.Authenticator;
import io.parley.gateway.identity.TrustedProxies;
import io.parley.ops.EventLog;
import io.parley.ops.Health;
import io.parley.ops.InTime;
import io.parley.ops.Ports;
import io.parley.redis.ConnectionIndex;
import io.parley.redis.RedisLink;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Serves clients. Its configuration is the section {@code gateway}; where it listens is announced in {@link Ports} as
 * {@code gateway}. Several instances share one port.
 */
public final class GatewayVerticle extends VerticleBase {
    private static final EventLog LOG = EventLog.of(GatewayVerticle.class, EventLog.GATEWAY);
    private static final String NAME = "gateway";
    private static final long SWEEP_MS = 1_000;
    private static final int SWEEPS = 10;
    /** Each step of a stop behind the clients, also where a server does not answer. */
    private static final long STEP_SECONDS = 2;

    private final @Nullable Authenticator given;
    /** Null: it has a server of its own. */
    private final MountedGateway.@Nullable Place place;

    private final List<Long> timers = new ArrayList<>();
    private @Nullable Gateway gateway;
    private @Nullable Front server;
    /** Null: there is none. */
    private @Nullable RedisLink redis;

    private @Nullable Transport transport;

    private Health.@Nullable Registration readiness;
    private boolean listening;

    /** Asks for identity as the configuration says. */
    public GatewayVerticle() {
        this.given = null;
        this.place = null;
    }

    /** Asks {@code authenticator} for identity, whatever the configuration says. */
    public GatewayVerticle(Authenticator authenticator) {
        this.given = authenticator;
        this.place = null;
    }

    /** On a router of the application, by {@link MountedGateway}. */
    GatewayVerticle(Authenticator authenticator, MountedGateway.Place place) {
        this.given = authenticator;
        this.place = place;
    }

    /** Reads its configuration on a worker: the first JSON of a process loads classes for seconds where the processors are busy. */
    @Override
    public Future<?> start() {
        Health.Registration check = Health.of(vertx).ready(NAME, this::readiness);
        readiness = check;
        JsonObject told = place == null ? config() : place.config();
        return vertx.executeBlocking(() -> GatewayConfig.of(told))
                .compose(this::start)
                .onFailure(failure -> check.remove());
    }

    private Future<OptionalInt> start(GatewayConfig config) {
        Transport way = Transports.of(
                vertx,
                config.transport(),
                config.redis(),
                Duration.ofMillis(Math.max(1, config.requestTimeoutMs() / 2)));
        RedisLink link = config.redis().enabled() ? new RedisLink(vertx, config.redis()) : null;
        TrustedProxies proxies = proxies(config);
        Authenticator authenticator = given == null ? Authenticators.of(vertx, config, proxies) : given;
        var room = new Gateway(vertx, config, way, link, authenticator, System::nanoTime);
        Front front = front(room, new Entrance(room.identification(), proxies, room.admission()));
        gateway = room;
        server = front;
        redis = link;
        transport = way;
        every(Wheel.tickMs(config.heartbeatMs()), () -> {
            room.tick();
            front.sweep();
        });
        every(SWEEP_MS, room::sweep);
        every(Math.max(1, config.queue().stalledMs() / SWEEPS), room::closeStalled);
        return authenticator
                .start()
                .compose(known -> firstAnswer(link))
                .onSuccess(asked -> {
                    room.beat();
                    every(ConnectionIndex.BEAT.toMillis(), room::beat);
                })
                .compose(asked -> way.start())
                .compose(hears -> room.start())
                .compose(reachable -> front.open())
                .onSuccess(this::listening)
                .recover(failure -> close(room, front).transform(closed -> Future.failedFuture(failure)));
    }

    private void every(long ms, Runnable task) {
        timers.add(vertx.setPeriodic(ms, tick -> task.run()));
    }

    /** A Redis that cannot be reached is no failure: it is logged, and used once it answers. */
    private static Future<Void> firstAnswer(@Nullable RedisLink link) {
        return link == null ? Future.succeededFuture() : link.start().otherwiseEmpty();
    }

    @Override
    public Future<?> stop() {
        listening = false;
        if (gateway == null || server == null) {
            return Future.succeededFuture();
        }
        Gateway room = gateway;
        Front front = server;
        return room.drain().eventually(() -> close(room, front));
    }

    private Future<Void> close(Gateway room, Front front) {
        return Future.<Void>succeededFuture()
                .eventually(() -> inTime(front.close()))
                .eventually(() -> inTime(room.stop()))
                .eventually(this::forget);
    }

    private Future<Void> forget() {
        timers.forEach(vertx::cancelTimer);
        if (readiness != null) {
            readiness.remove();
        }
        Future<Void> deaf = transport == null ? Future.succeededFuture() : inTime(transport.close());
        RedisLink link = redis;
        return link == null ? deaf : deaf.eventually(() -> inTime(link.close()));
    }

    private Future<Void> inTime(Future<Void> step) {
        return InTime.of(vertx, step, STEP_SECONDS, TimeUnit.SECONDS);
    }

    private static TrustedProxies proxies(GatewayConfig config) {
        try {
            return new TrustedProxies(config.trustedProxies());
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("trusted_proxies: " + wrong.getMessage(), wrong);
        }
    }

    private Front front(Gateway room, Entrance entrance) {
        return place == null
                ? new GatewayServer(vertx, room, entrance)
                : new MountedRoutes(vertx, place.router(), room, entrance);
    }

    private void listening(OptionalInt own) {
        listening = true;
        own.ifPresent(port -> {
            Ports.of(vertx).announce(NAME, port);
            LOG.info("gateway_listening").addKeyValue("port", port).log("listening");
        });
    }

    private Future<?> readiness() {
        if (!listening || transport == null) {
            return Future.failedFuture("not listening");
        }
        String unreached = transport.unreached();
        return unreached == null ? Future.succeededFuture() : Future.failedFuture(unreached);
    }
}
