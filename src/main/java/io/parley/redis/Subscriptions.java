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
    /** So many that are overdue are asked for anew at a time, each by itself: one that is refused takes none with it. */
    private static final int ANEW = 100;

    private final Command subscribe;
    private final Command unsubscribe;
    private final BiConsumer<Command, List<String>> send;
    private final Map<String, Heard> heard = new LinkedHashMap<>();
    /** Those that Redis has not confirmed, with when they were first asked for: the oldest first. */
    private final Map<String, Long> unconfirmed = new LinkedHashMap<>();

    /** One who hears, until it is removed. */
    static final class Heard {
        private final Listener listener;
        private final Promise<Void> first = Promise.promise();

        private Heard(Listener listener) {
            this.listener = listener;
        }

        /** Completes with the first confirmation; fails with {@link RedisFailure} where it was removed before. */
        Future<Void> confirmed() {
            return first.future();
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

    /** Null, and nothing is added, where it is heard already or there are too many. */
    @Nullable
    Heard add(String name, Listener listener) {
        if (heard.containsKey(name) || heard.size() >= MAX) {
            return null;
        }
        Heard added = new Heard(listener);
        heard.put(name, added);
        unconfirmed.put(name, System.nanoTime());
        send.accept(subscribe, List.of(name));
        return added;
    }

    /** Removes whoever hears {@code name}. */
    void remove(String name) {
        Heard known = heard.get(name);
        if (known != null) {
            remove(name, known);
        }
    }

    /** Does nothing where another than {@code one} hears {@code name} by now, or nobody. */
    void remove(String name, Heard one) {
        if (heard.remove(name, one)) {
            unconfirmed.remove(name);
            send.accept(unsubscribe, List.of(name));
            one.first.tryFail(new RedisFailure(name + " was left before it was heard"));
        }
    }

    /** The connection is lost: nothing is heard until there is a new one. */
    void lost() {
        long now = System.nanoTime();
        heard.keySet().forEach(name -> unconfirmed.putIfAbsent(name, now));
    }

    /** There is a new connection. */
    void renew() {
        List<String> names = new ArrayList<>(heard.keySet());
        for (int from = 0; from < names.size(); from += CHUNK) {
            send.accept(subscribe, names.subList(from, Math.min(names.size(), from + CHUNK)));
        }
    }

    /** One that Redis has not confirmed since {@code nanos}; null: there is none. */
    @Nullable
    String unheardSince(long nanos) {
        return unconfirmed.entrySet().stream()
                .findFirst()
                .filter(oldest -> oldest.getValue() - nanos < 0)
                .map(Map.Entry::getKey)
                .orElse(null);
    }

    /** Asks anew for what was refused, or not answered, since {@code nanos}. */
    void insist(long nanos) {
        unconfirmed.entrySet().stream()
                .limit(ANEW)
                .filter(one -> one.getValue() - nanos < 0)
                .map(Map.Entry::getKey)
                .toList()
                .forEach(name -> send.accept(subscribe, List.of(name)));
    }

    /** Redis hears {@code name} for us from now on. */
    void confirmed(String name) {
        unconfirmed.remove(name);
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
