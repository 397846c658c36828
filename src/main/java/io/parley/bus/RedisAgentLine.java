package io.parley.bus;

import io.parley.protocol.BadMessage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A turn that is offered again and again until somebody has it, and its events, on a channel whose name nobody else is told.
 * Confined to the context of its way.
 */
final class RedisAgentLine implements AgentLine {
    private static final long AGAIN_MS = 1_000;

    private final Vertx vertx;
    private final RedisAgents way;
    private final Listener listener;
    private final String answers =
            ChannelNames.of(Addresses.answer(UUID.randomUUID().toString())); // ULIDs can be guessed
    private final RedisAgentOffer offer;
    private long again = -1;
    private boolean asksToHear;
    private boolean hears;
    private boolean closed;

    RedisAgentLine(Vertx vertx, RedisAgents way, String address, Function<String, AgentTurn> turn, Listener listener) {
        this.vertx = vertx;
        this.way = way;
        this.listener = listener;
        this.offer = new RedisAgentOffer(vertx, way, address, turn.apply(answers), this::taken, listener::gone);
    }

    @Override
    public void give() {
        again = vertx.setPeriodic(AGAIN_MS, tick -> goOn());
        hear();
    }

    @Override
    public void askWhetherAlive(String control, String turnId, Duration atMost) {
        way.publish(control, AgentControl.alive(turnId, answers)).onSuccess(count -> {
            if (!closed && count == 0 && way.isBelieved()) {
                listener.gone("nobody hears " + control);
            }
        });
    }

    /** Who was not given it has nothing to stop. */
    @Override
    public void tell(@Nullable String control, AgentControl told) {
        String hearing = control == null ? offer.holder() : control;
        if (hearing != null) {
            way.publish(hearing, told);
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        vertx.cancelTimer(again);
        offer.close();
        way.leave(offer.claims());
        way.leave(answers);
    }

    private void goOn() {
        if (hears) {
            offer.make();
        } else if (!asksToHear) {
            hear();
        }
    }

    private void hear() {
        asksToHear = true;
        Future.all(
                        way.hear(offer.claims(), text -> heard(text, offer::heard, offer::refuse)),
                        way.hear(answers, text -> heard(text, this::event, listener::garbled)))
                .onSuccess(heard -> {
                    hears = true;
                    goOn();
                })
                .onFailure(away -> {
                    asksToHear = false;
                    way.leave(offer.claims());
                    way.leave(answers);
                });
    }

    private void heard(String text, Consumer<JsonObject> listener, Consumer<BadMessage> garbled) {
        if (closed) {
            return;
        }
        JsonObject body;
        try {
            body = RedisAgents.read(text);
        } catch (BadMessage bad) {
            garbled.accept(bad);
            return;
        }
        listener.accept(body);
    }

    private void event(JsonObject body) {
        if (Boolean.TRUE.equals(body.getValue("alive"))) {
            listener.alive();
        } else {
            listener.heard(body); // who fails it tells why at control, as there are no replies here
        }
    }

    private void taken(String control) {
        vertx.cancelTimer(again);
        way.leave(offer.claims());
        listener.taken(control);
    }
}
