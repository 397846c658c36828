package io.parley.gateway.identity;

import io.parley.ops.EventLog;
import io.parley.ops.EventLog.Field;
import io.parley.ops.InTime;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keys that are fetched, and again when they are old or a token names one that is not among them; whatever tokens come, at most
 * once in {@value #PAUSE_S} s. While they cannot be fetched the old ones go on for a day. Confined to one context.
 */
final class FetchedKeys implements Keys {
    private static final EventLog LOG = EventLog.of(FetchedKeys.class, EventLog.GATEWAY);
    private static final int PAUSE_S = 30;
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(PAUSE_S);
    private static final long FIRST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long KEPT_NANOS = TimeUnit.DAYS.toNanos(1);
    private static final long PATIENCE_MS = 6_000;

    private final Vertx vertx;
    private final JwtConfig config;
    private final Supplier<Future<JsonObject>> source;
    private final LongSupplier nanoTime;
    private @Nullable KeySet keys;
    private @Nullable Future<KeySet> fetching;
    private long fetchedNanos;
    private long askedNanos;
    private boolean asked;

    /** {@code source} fetches the set; {@code nanoTime} is {@code System::nanoTime} but for a test. */
    FetchedKeys(Vertx vertx, JwtConfig config, Supplier<Future<JsonObject>> source, LongSupplier nanoTime) {
        this.vertx = vertx;
        this.config = config;
        this.source = source;
        this.nanoTime = nanoTime;
    }

    /** That nobody answers keeps no gateway from starting; it may be there by the first token. */
    @Override
    public Future<Void> start() {
        return with(null).<Void>mapEmpty().otherwiseEmpty();
    }

    @Override
    public Future<KeySet> with(@Nullable String keyId) {
        KeySet here = keys;
        long now = nanoTime.getAsLong();
        boolean isGood = here != null && here.has(keyId) && now - fetchedNanos < refreshNanos();
        if (here != null && isGood) {
            return Future.succeededFuture(here);
        }
        return fetched(now).recover(failure -> kept());
    }

    private long refreshNanos() {
        return TimeUnit.MILLISECONDS.toNanos(config.jwksRefreshMs());
    }

    private Future<KeySet> kept() {
        KeySet here = keys;
        return here != null && nanoTime.getAsLong() - fetchedNanos < KEPT_NANOS
                ? Future.succeededFuture(here)
                : Future.failedFuture(new Undecided("there are no keys to verify tokens with"));
    }

    private Future<KeySet> fetched(long now) {
        Future<KeySet> running = fetching;
        if (running != null && !running.isComplete()) {
            return running;
        }
        if (asked && now - askedNanos < (keys == null ? FIRST_PAUSE_NANOS : PAUSE_NANOS)) {
            return Future.failedFuture("they were asked for just now");
        }
        asked = true;
        askedNanos = now;
        Future<KeySet> fresh = InTime.of(vertx, source.get(), PATIENCE_MS, TimeUnit.MILLISECONDS)
                .map(json -> KeySet.ofJwks(vertx, new JwkFilter(config.algorithms()).of(json)))
                .onSuccess(this::take)
                .onFailure(this::failed);
        fetching = fresh;
        return fresh;
    }

    private void take(KeySet fresh) {
        keys = fresh;
        fetchedNanos = nanoTime.getAsLong();
    }

    private void failed(Throwable failure) {
        LOG.warn("keys_not_fetched")
                .addKeyValue(Field.ADDRESS, config.jwksUrl())
                .log(
                        "the keys of identity.jwt.jwks_url could not be fetched: {}",
                        String.valueOf(failure.getMessage()));
    }
}
