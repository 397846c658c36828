package io.parley.bus;

import io.vertx.core.Vertx;
import java.util.function.Function;

/** Agents that listen on the event bus, which gives each its share of the turns. */
final class EventBusAgents implements AgentWay {
    private final Vertx vertx;

    EventBusAgents(Vertx vertx) {
        this.vertx = vertx;
    }

    @Override
    public String address(String name) {
        return Addresses.agent(name);
    }

    @Override
    public AgentLine line(String name, Function<String, AgentTurn> turn, AgentLine.Listener listener) {
        return new EventBusAgentLine(vertx.eventBus(), name, turn, listener);
    }
}
