package io.parley.agent;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.parley.redis.RedisChannels;
import io.parley.redis.RedisLink;
import io.parley.redis.RedisServer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One instance of the agent {@code poet} that has nothing but two connections to Redis. */
final class RedisByHand extends AgentByHand.ByHand {
    static final String ADDRESS = "channel:agent:poet";

    /** What all of the name hear. */
    final BlockingQueue<JsonObject> offers = new LinkedBlockingQueue<>();
    /** Whether it claims what it is offered. */
    volatile boolean wants = true;

    private final Context context;
    private final RedisLink link;
    private final RedisChannels channels;

    private record Ear(Consumer<JsonObject> listener) implements RedisChannels.Listener {
        @Override
        public void message(String channel, String body) {
            listener.accept(new JsonObject(body));
        }

        @Override
        public void heardAgain() {}
    }

    /** To be called on {@code context}. */
    private RedisByHand(Vertx vertx, Context context, RedisServer redis, String suffix) {
        super(ADDRESS + "." + suffix);
        this.context = context;
        this.link = new RedisLink(vertx, redis.config());
        this.channels = new RedisChannels(vertx, redis.config(), link);
    }

    static RedisByHand start(Vertx vertx, Context context, RedisServer redis, String suffix) throws Exception {
        return on(context, () -> {
            RedisByHand agent = new RedisByHand(vertx, context, redis, suffix);
            agent.channels.start();
            return agent.link
                    .start()
                    .compose(connected -> Future.all(
                            agent.channels.hear(ADDRESS, new Ear(agent::offered)),
                            agent.channels.hear(agent.control, new Ear(agent::hear))))
                    .map(agent);
        });
    }

    static <T> T on(Context context, Supplier<Future<T>> task) throws Exception {
        return Future.<T>future(done -> context.runOnContext(now -> task.get().onComplete(done)))
                .await(10, SECONDS);
    }

    private void offered(JsonObject offer) {
        offers.add(offer);
        if (wants && offer.containsKey("offer")) {
            claims(offer, control);
        }
    }

    void claims(JsonObject offer, String hearing) {
        send(
                offer.getString("reply_address"),
                new JsonObject()
                        .put("turn_id", offer.getString("turn_id"))
                        .put("attempt", offer.getInteger("attempt"))
                        .put("claim", true)
                        .put("control", hearing));
    }

    private void hear(JsonObject body) {
        if (body.containsKey("message")) {
            turns.add(body);
            return;
        }
        told.add(body);
        if (isAlive && body.containsKey("alive")) {
            lives.add(1);
            send(body.getString("reply_address"), body);
        }
    }

    @Override
    void send(String address, JsonObject body) {
        publish(address, body.encode());
    }

    /** To how many it went. */
    Future<Integer> publish(String address, String text) {
        return link.send(Request.cmd(Command.PUBLISH).arg(address).arg(text)).map(count -> count.toInteger());
    }

    /** Hears {@code channel}, too. */
    BlockingQueue<JsonObject> hears(String channel) throws Exception {
        BlockingQueue<JsonObject> heard = new LinkedBlockingQueue<>();
        on(context, () -> channels.hear(channel, new Ear(heard::add)));
        return heard;
    }

    @Override
    void leaves() throws Exception {
        on(context, channels::close);
    }
}
