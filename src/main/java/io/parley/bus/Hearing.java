package io.parley.bus;

import io.parley.protocol.BadMessage;
import io.parley.protocol.ErrorCode;
import io.parley.redis.RedisChannels;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Hears channels of Redis, each once for all who listen there. Confined to the context of its channels. A body that cannot
 * be taken is logged and dropped, the next one is heard. What is missed while Redis is away nobody is told of: beats and
 * numbers show it, as they show what a bus lost.
 */
final class Hearing {
    private final RedisChannels channels;
    private final Map<String, Shared> heard = new HashMap<>();

    Hearing(RedisChannels channels) {
        this.channels = channels;
    }

    /**
     * Completes when what is published from then on will come. Fails with {@link BusFailure}, {@code UNAVAILABLE}, and hears
     * nothing, where Redis does not say so in time.
     */
    Future<Subscription> hear(String channel, Consumer<JsonObject> listener) {
        return listen(channel, false, listener);
    }

    /** {@link #hear} for all channels that fit {@code pattern}. */
    Future<Subscription> hearAll(String pattern, Consumer<JsonObject> listener) {
        return listen(pattern, true, listener);
    }

    private Future<Subscription> listen(String name, boolean isPattern, Consumer<JsonObject> listener) {
        Shared known = heard.get(name);
        Shared shared = known == null ? begin(new Shared(name, isPattern)) : known;
        shared.listeners.add(listener);
        return shared.confirmed.future().map(ready -> () -> {
            shared.leave(listener);
            return Future.succeededFuture();
        });
    }

    private Shared begin(Shared shared) {
        heard.put(shared.name, shared);
        Future<Void> confirmed =
                shared.isPattern ? channels.hearAll(shared.name, shared) : channels.hear(shared.name, shared);
        confirmed
                .onFailure(failure -> heard.remove(shared.name, shared))
                .recover(failure -> Future.failedFuture(
                        new BusFailure(ErrorCode.UNAVAILABLE, String.valueOf(failure.getMessage()))))
                .onComplete(shared.confirmed);
        return shared;
    }

    private final class Shared implements RedisChannels.Listener {
        private final String name;
        private final boolean isPattern;
        private final Promise<Void> confirmed = Promise.promise();
        private final List<Consumer<JsonObject>> listeners = new ArrayList<>();

        Shared(String name, boolean isPattern) {
            this.name = name;
            this.isPattern = isPattern;
        }

        @Override
        public void message(String channel, String text) {
            try {
                JsonObject body = new JsonObject(text);
                List.copyOf(listeners).forEach(listener -> tell(listener, channel, body));
            } catch (DecodeException | ClassCastException refused) {
                BusFailures.refused(channel, refused);
            }
        }

        /** What one fails over the others are told all the same. */
        private void tell(Consumer<JsonObject> listener, String channel, JsonObject body) {
            try {
                listener.accept(body);
            } catch (BadMessage | DecodeException | ClassCastException refused) {
                BusFailures.refused(channel, refused);
            } catch (RuntimeException failure) { // it must not reach the connection, whose next bodies are others'
                BusFailures.failed(channel, failure);
            }
        }

        @Override
        public void heardAgain() {
            // mended by beats and numbers
        }

        void leave(Consumer<JsonObject> listener) {
            if (listeners.remove(listener) && listeners.isEmpty() && heard.remove(name, this)) {
                if (isPattern) {
                    channels.leaveAll(name);
                } else {
                    channels.leave(name);
                }
            }
        }
    }
}
