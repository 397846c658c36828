package io.parley.gateway;

import io.parley.bus.Transport;
import io.parley.bus.Transports;
import io.parley.gateway.identity.Authenticator;
import io.parley.gateway.identity.TrustedProxies;
import io.parley.ops.EventLog;
import io.parley.ops.Health;
import io.parley.ops.Ports;
import io.parley.redis.ConnectionIndex;
import io.parley.redis.RedisLink;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
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

    private final @Nullable Authenticator given;
    private @Nullable Gateway gateway;
    private @Nullable GatewayServer server;
    /** Null: there is none. */
    private @Nullable RedisLink redis;

    private @Nullable Transport transport;

    private Health.@Nullable Registration readiness;
    private boolean listening;

    /** Asks for identity as the configuration says. */
    public GatewayVerticle() {
        this.given = null;
    }

    /** Asks {@code authenticator} for identity, whatever the configuration says. */
    public GatewayVerticle(Authenticator authenticator) {
        this.given = authenticator;
    }

    @Override
    public Future<?> start() {
        GatewayConfig config = GatewayConfig.of(config());
        readiness = Health.of(vertx).ready(NAME, this::readiness);
        Transport way = Transports.of(
                vertx,
                config.transport(),
                config.redis(),
                Duration.ofMillis(Math.max(1, config.requestTimeoutMs() / 2)));
        RedisLink link = config.redis().enabled() ? new RedisLink(vertx, config.redis()) : null;
        TrustedProxies proxies = proxies(config);
        Authenticator authenticator = given == null ? Authenticators.of(vertx, config, proxies) : given;
        var room = new Gateway(vertx, config, way, link, authenticator, System::nanoTime);
        var front = new GatewayServer(vertx, room, new Entrance(room.identification(), proxies, room.admission()));
        gateway = room;
        server = front;
        redis = link;
        transport = way;
        vertx.setPeriodic(Wheel.tickMs(config.heartbeatMs()), tick -> {
            room.tick();
            front.sweep();
        });
        vertx.setPeriodic(SWEEP_MS, tick -> room.sweep());
        vertx.setPeriodic(Math.max(1, config.queue().stalledMs() / SWEEPS), tick -> room.closeStalled());
        return authenticator
                .start()
                .compose(known -> firstAnswer(link))
                .onSuccess(asked -> vertx.setPeriodic(0, ConnectionIndex.BEAT.toMillis(), beat -> room.beat()))
                .compose(asked -> way.start())
                .compose(hears -> room.start())
                .compose(reachable -> front.listen())
                .onSuccess(this::listening)
                .recover(failure -> way.close().transform(closed -> Future.failedFuture(failure)));
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
        Future<Void> closed = server.close();
        gateway.drain();
        return closed.eventually(gateway::stop).eventually(this::forget);
    }

    private Future<Void> forget() {
        if (readiness != null) {
            readiness.remove();
        }
        Future<Void> deaf = transport == null ? Future.succeededFuture() : transport.close();
        return redis == null ? deaf : deaf.eventually(redis::close);
    }

    private static TrustedProxies proxies(GatewayConfig config) {
        try {
            return new TrustedProxies(config.trustedProxies());
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("trusted_proxies: " + wrong.getMessage(), wrong);
        }
    }

    private void listening(int port) {
        listening = true;
        Ports.of(vertx).announce(NAME, port);
        LOG.info("gateway_listening").addKeyValue("port", port).log("listening");
    }

    private Future<?> readiness() {
        return listening ? Future.succeededFuture() : Future.failedFuture("not listening");
    }
}
