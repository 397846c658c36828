package io.parley.agent;

import io.parley.bus.Addresses;
import io.parley.bus.AgentControl;
import io.parley.bus.AgentEvent;
import io.parley.protocol.BadMessage;
import io.parley.protocol.Phrase;
import io.parley.protocol.ProtocolCodec;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** A turn in the hands of one agent on the bus, with an address for its events alone. Confined to one context. */
final class BusAsking {
    private final EventBus bus;
    private final String name;
    private final String address;
    private final MessageConsumer<JsonObject> consumer;
    private long n;
    private long heardNanos;
    private @Nullable String control;

    BusAsking(Vertx vertx, String name, String id, long nowNanos) {
        this.bus = vertx.eventBus();
        this.name = name;
        this.address = Addresses.answer(id);
        this.consumer = bus.consumer(address);
        this.heardNanos = nowNanos;
    }

    String address() {
        return address;
    }

    /** Completes when an agent may be asked. */
    Future<Void> hear(Handler<Message<JsonObject>> listener) {
        consumer.handler(listener);
        return consumer.completion();
    }

    /** Throws {@link BadMessage}, for who wrote the agent, where {@code event} cannot follow what it said of {@code turn}. */
    void check(AgentEvent event, Turn turn) {
        String last = String.valueOf(n);
        if (!turn.turnId().equals(event.turnId())
                || !Integer.valueOf(turn.attempt()).equals(event.attempt())) {
            throw new BadMessage(Phrase.of("bad.agent_turn", turn.turnId(), String.valueOf(turn.attempt())));
        }
        if (event.n() == null || event.n() < 1 || event.n() > n + 1) {
            throw new BadMessage(Phrase.of("bad.agent_n", last, String.valueOf(event.n())));
        }
        if (event.control() != null && !event.control().startsWith(Addresses.agent(name) + ".")) {
            throw new BadMessage(Phrase.of("bad.agent_control", Addresses.agent(name) + "."));
        }
    }

    /** Whether {@code event}, with which nothing is wrong, was not heard before. */
    boolean isNext(AgentEvent event) {
        boolean isNext = event.n() != null && event.n() == n + 1;
        if (isNext) {
            n++;
        }
        return isNext;
    }

    /** A sign of life; {@code says} where it hears from now on, or null. */
    void heard(long nowNanos, @Nullable String says) {
        heardNanos = nowNanos;
        control = says == null ? control : says;
    }

    long heardNanos() {
        return heardNanos;
    }

    @Nullable
    String control() {
        return control;
    }

    /** Tells it, or all of its name where it has not said where it hears, that nobody waits for more. */
    void tellToStop(String turnId, @Nullable String reason) {
        JsonObject stop = ProtocolCodec.write(AgentControl.cancel(turnId, reason));
        if (control != null) {
            bus.send(control, stop);
        } else {
            bus.publish(Addresses.agentCancel(name), stop);
        }
    }

    void close() {
        consumer.unregister();
    }
}
