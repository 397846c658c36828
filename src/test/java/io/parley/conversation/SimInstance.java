package io.parley.conversation;

import io.parley.agent.Agent;
import io.parley.bus.Transport;
import io.parley.store.ConversationLog;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.function.LongSupplier;

/** The door of the model to a real conversation instance. */
public final class SimInstance {
    private final Instance instance;

    /** How to make one; read once for many. */
    @FunctionalInterface
    public interface Maker {
        SimInstance make(Vertx vertx, ConversationLog log, Agent agent, Transport transport, LongSupplier nanoTime);
    }

    private SimInstance(Instance instance) {
        this.instance = instance;
    }

    public static Maker configured(JsonObject section) {
        ConversationConfig config = ConversationConfig.of(section);
        return (vertx, log, agent, transport, nanoTime) ->
                new SimInstance(new Instance(vertx, config, log, agent, Authorizer.open(), null, transport, nanoTime));
    }

    public Future<Void> stop() {
        return instance.stop();
    }

    public Future<Void> start() {
        return instance.start();
    }
}
