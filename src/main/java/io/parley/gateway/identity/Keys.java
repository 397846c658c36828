package io.parley.gateway.identity;

import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** Where the keys come from with which tokens are verified. Confined to one context. */
interface Keys {
    /** Completes when they can be asked for; fails where there will never be one. To be called once. */
    Future<Void> start();

    /**
     * The keys, with that of the name {@code keyId} among them where it can be had; null: any. Fails with {@link Undecided} while
     * there are none.
     */
    Future<KeySet> with(@Nullable String keyId);
}
