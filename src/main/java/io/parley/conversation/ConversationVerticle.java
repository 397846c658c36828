package io.parley.conversation;

import io.parley.agent.Agent;
import io.parley.agent.Agents;
import io.parley.bus.AgentWays;
import io.parley.bus.Transport;
import io.parley.bus.Transports;
import io.parley.ops.Health;
import io.parley.ops.InTime;
import io.parley.store.ConversationLog;
import io.parley.store.Logs;
import io.parley.store.Reaper;
import io.parley.store.StoreConfig;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Serves conversations on the bus: one instance of several that share a log, in this process or in others. An event-loop
 * verticle. Its configuration is the section {@code conversation} with the sections {@code llm}, {@code http_agent}, {@code store} and
 * {@code redis} and the key {@code transport} in it; every key has a default. Stopping it waits for what runs, for a while, and gives back what it owns.
 */
public final class ConversationVerticle extends VerticleBase {
    /** For a transport whose server does not answer. */
    private static final long CLOSE_MS = 500;

    private final Collaborators collaborators;
    private @Nullable Instance instance;
    private Health.@Nullable Registration health;
    private @Nullable Transport transport;
    private @Nullable AgentWays toAgents;

    /** All as the configuration says. */
    public ConversationVerticle() {
        this(Collaborators.configured());
    }

    /** With an application's own parts. A verticle object is deployed once; for several instances give a supplier. */
    public ConversationVerticle(Collaborators collaborators) {
        this.collaborators = collaborators;
    }

    /** Reads its configuration on a worker: the first JSON of a process loads classes for seconds where the processors are busy. */
    @Override
    public Future<?> start() {
        if (!context.isEventLoopContext()) {
            throw new IllegalStateException("a conversation must be deployed with threadingModel EVENT_LOOP");
        }
        Health.Registration check = Health.of(vertx).ready("conversation", this::readiness);
        health = check;
        JsonObject told = config();
        return vertx.executeBlocking(() -> ConversationConfig.of(told))
                .compose(this::start)
                .onFailure(failure -> check.remove());
    }

    private Future<Void> start(ConversationConfig config) {
        AgentWays ways = AgentWays.of(vertx, config.redis());
        toAgents = ways;
        Agent agent = agent(config, ways);
        Transport way =
                Transports.of(vertx, config.transport(), config.redis(), Duration.ofMillis(Requests.FORWARD_MS));
        transport = way;
        Reaper reaper = Reaper.open(vertx, config.redis());
        return Future.join(way.start(), ways.start())
                .compose(hears -> log(config))
                .compose(log -> {
                    Instance starting =
                            new Instance(vertx, config, log, agent, authorizer(config), reaper, way, System::nanoTime);
                    instance = starting;
                    return starting.start();
                })
                .recover(failure -> notStarted(reaper).transform(closed -> Future.failedFuture(failure)));
    }

    @Override
    public Future<?> stop() {
        Future<Void> left = instance == null ? Future.succeededFuture() : instance.stop();
        Future<Void> stopped = left.eventually(() -> InTime.of(vertx, closed(), CLOSE_MS, TimeUnit.MILLISECONDS));
        return health == null ? stopped : stopped.eventually(health::removed);
    }

    /** What an instance has, it closes itself. */
    private Future<Void> notStarted(@Nullable Reaper reaper) {
        return instance == null && reaper != null ? closed().eventually(reaper::close) : closed();
    }

    private Future<Void> closed() {
        Future<Void> way = transport == null ? Future.succeededFuture() : transport.close();
        return toAgents == null ? way : Future.join(way, toAgents.close()).mapEmpty();
    }

    private Future<?> readiness() {
        String unready = unready();
        return unready == null ? Future.succeededFuture() : Future.failedFuture(unready);
    }

    private @Nullable String unready() {
        String unreached = transport == null ? null : transport.unreached();
        if (unreached != null) {
            return unreached;
        }
        return instance == null ? "starting" : instance.unready();
    }

    private Agent agent(ConversationConfig config, AgentWays ways) {
        return collaborators.agent() == null
                ? Agents.chosen(config.agent(), config.agents(), vertx, config(), ways)
                : collaborators.agent();
    }

    private Authorizer authorizer(ConversationConfig config) {
        Authorizer given = collaborators.authorizer();
        return given == null ? config.authorizer().authorizer() : given;
    }

    private Future<ConversationLog> log(ConversationConfig config) {
        return collaborators.log() == null
                ? Logs.open(vertx, StoreConfig.of(config.store()), config.cache())
                : collaborators.log().apply(vertx);
    }
}
