package io.parley.redis;

import io.parley.redis.RedisChannels.Listener;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What is heard in Redis: channels, or patterns of channels. Survives the connection. Confined to one context. */
final class Subscriptions {
    static final int MAX = 100_000;

    private static final int CHUNK = 500;

    private final Command subscribe;
    private final Command unsubscribe;
    private final BiConsumer<Command, List<String>> send;
    private final Map<String, Heard> heard = new LinkedHashMap<>();

    private static final class Heard {
        private final Listener listener;
        private final Promise<Void> first = Promise.promise();

        private Heard(Listener listener) {
            this.listener = listener;
        }
    }

    /** {@code send} sends a command on the connection, or does nothing where there is none. */
    private Subscriptions(Command subscribe, Command unsubscribe, BiConsumer<Command, List<String>> send) {
        this.subscribe = subscribe;
        this.unsubscribe = unsubscribe;
        this.send = send;
    }

    static Subscriptions channels(BiConsumer<Command, List<String>> send) {
        return new Subscriptions(Command.SUBSCRIBE, Command.UNSUBSCRIBE, send);
    }

    static Subscriptions patterns(BiConsumer<Command, List<String>> send) {
        return new Subscriptions(Command.PSUBSCRIBE, Command.PUNSUBSCRIBE, send);
    }

    /** Completes with the first confirmation. Null, and nothing is added, where it is heard already or there are too many. */
    @Nullable
    Future<Void> add(String name, Listener listener) {
        if (heard.containsKey(name) || heard.size() >= MAX) {
            return null;
        }
        Heard added = new Heard(listener);
        heard.put(name, added);
        send.accept(subscribe, List.of(name));
        return added.first.future();
    }

    void remove(String name) {
        if (heard.remove(name) != null) {
            send.accept(unsubscribe, List.of(name));
        }
    }

    /** There is a new connection. */
    void renew() {
        List<String> names = new ArrayList<>(heard.keySet());
        for (int from = 0; from < names.size(); from += CHUNK) {
            send.accept(subscribe, names.subList(from, Math.min(names.size(), from + CHUNK)));
        }
    }

    /** Redis hears {@code name} for us from now on. */
    void confirmed(String name) {
        Heard known = heard.get(name);
        if (known != null && !known.first.tryComplete()) {
            known.listener.heardAgain();
        }
    }

    void message(String name, Response channel, Response body) {
        Heard known = heard.get(name);
        if (known != null) {
            known.listener.message(channel.toString(), body.toString());
        }
    }
}
