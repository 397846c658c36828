package io.parley.bus;

import io.parley.protocol.BadMessage;
import io.parley.protocol.Ids;
import io.parley.protocol.Phrase;
import io.parley.protocol.ProtocolCodec;
import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A turn that the bus gives to one of those who listen, with an address for its events alone. */
final class EventBusAgentLine implements AgentLine {
    /** How long an agent's refusal, or that its connection is lost, is heard of before its first event. */
    private static final long ACCEPT_MS = 60_000;

    private final EventBus bus;
    private final String name;
    private final AgentTurn turn;
    private final Listener listener;
    private final String answers = Addresses.answer(Ids.next());
    private final MessageConsumer<Object> consumer;

    EventBusAgentLine(EventBus bus, String name, Function<String, AgentTurn> turn, Listener listener) {
        this.bus = bus;
        this.name = name;
        this.turn = turn.apply(answers);
        this.listener = listener;
        this.consumer = bus.consumer(answers);
    }

    @Override
    public void give() {
        consumer.handler(this::heard);
        consumer.completion()
                .compose(hears -> request(Addresses.agent(name), turn, ACCEPT_MS))
                .onFailure(this::goneUnlessSilent);
    }

    @Override
    public void askWhetherAlive(String control, String turnId, Duration atMost) {
        request(control, AgentControl.alive(turnId, null), atMost.toMillis())
                .onSuccess(alive -> listener.alive())
                .onFailure(this::goneUnlessSilent);
    }

    @Override
    public void tell(@Nullable String control, AgentControl told) {
        JsonObject body = ProtocolCodec.write(told);
        if (control != null) {
            bus.send(control, body);
        } else {
            bus.publish(Addresses.agentCancel(name), body);
        }
    }

    @Override
    public void close() {
        consumer.unregister();
    }

    /** Whoever wants to know that an event was taken gets a reply then. */
    private void heard(Message<Object> message) {
        if (!(message.body() instanceof JsonObject event)) {
            BadMessage why = new BadMessage(Phrase.of("bad.not_an_object"));
            message.fail(BusFailures.REFUSED, String.valueOf(why.getMessage()));
            listener.garbled(why);
            return;
        }
        listener.heard(event)
                .onSuccess(taken -> message.reply(new JsonObject()))
                .onFailure(refused -> message.fail(BusFailures.REFUSED, String.valueOf(refused.getMessage())));
    }

    private Future<Message<Object>> request(String address, Object body, long timeoutMs) {
        return bus.request(address, ProtocolCodec.write(body), new DeliveryOptions().setSendTimeout(timeoutMs));
    }

    /** That it does not answer may be its way; that nobody is there, or it refuses, is known. */
    private void goneUnlessSilent(Throwable failure) {
        if (!(failure instanceof ReplyException reply) || reply.failureType() != ReplyFailure.TIMEOUT) {
            listener.gone(String.valueOf(failure.getMessage()));
        }
    }
}
