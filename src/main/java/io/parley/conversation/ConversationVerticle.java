package io.parley.conversation;

import io.parley.agent.Agent;
import io.parley.agent.Agents;
import io.parley.bus.Transport;
import io.parley.bus.Transports;
import io.parley.ops.Health;
import io.parley.store.ConversationLog;
import io.parley.store.Logs;
import io.parley.store.Reaper;
import io.parley.store.StoreConfig;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Serves conversations on the bus: one instance of several that share a log, in this process or in others. An event-loop
 * verticle. Its configuration is the section {@code conversation} with the sections {@code store} and {@code redis} and the
 * key {@code transport} in it; every key has a default. Stopping it waits for what runs, for a while, and gives back what it owns.
 */
public final class ConversationVerticle extends VerticleBase {
    private final Collaborators collaborators;
    private @Nullable Instance instance;
    private Health.@Nullable Registration health;
    private @Nullable Transport transport;

    /** All as the configuration says. */
    public ConversationVerticle() {
        this(Collaborators.configured());
    }

    /** With an application's own parts. A verticle object is deployed once; for several instances give a supplier. */
    public ConversationVerticle(Collaborators collaborators) {
        this.collaborators = collaborators;
    }

    @Override
    public Future<?> start() {
        if (!context.isEventLoopContext()) {
            throw new IllegalStateException("a conversation must be deployed with threadingModel EVENT_LOOP");
        }
        ConversationConfig config = ConversationConfig.of(config());
        Agent agent = agent(config);
        Transport way =
                Transports.of(vertx, config.transport(), config.redis(), Duration.ofMillis(Requests.FORWARD_MS));
        transport = way;
        Reaper reaper = Reaper.open(vertx, config.redis());
        Health.Registration check = Health.of(vertx).ready("conversation", this::readiness);
        health = check;
        return way.start()
                .compose(hears -> log(config))
                .compose(log -> {
                    Instance starting =
                            new Instance(vertx, config, log, agent, authorizer(config), reaper, way, System::nanoTime);
                    instance = starting;
                    return starting.start();
                })
                .onFailure(failure -> check.remove())
                .recover(failure -> way.close().transform(closed -> Future.failedFuture(failure)));
    }

    @Override
    public Future<?> stop() {
        Future<Void> left = instance == null ? Future.succeededFuture() : instance.stop();
        Future<Void> stopped = transport == null ? left : left.eventually(transport::close);
        return health == null ? stopped : stopped.eventually(health::removed);
    }

    private Future<?> readiness() {
        return instance != null && instance.isReady()
                ? Future.succeededFuture()
                : Future.failedFuture("starting, stopping, or without a lease");
    }

    private Agent agent(ConversationConfig config) {
        return collaborators.agent() == null ? Agents.named(config.agent(), vertx) : collaborators.agent();
    }

    private Authorizer authorizer(ConversationConfig config) {
        Authorizer given = collaborators.authorizer();
        return given == null ? config.authorizer().authorizer() : given;
    }

    private Future<ConversationLog> log(ConversationConfig config) {
        return collaborators.log() == null
                ? Logs.open(vertx, StoreConfig.of(config.store()))
                : collaborators.log().apply(vertx);
    }
}
