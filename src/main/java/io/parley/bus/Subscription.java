package io.parley.bus;

import io.vertx.core.Future;

/** Something that is served or heard until it is closed. */
@FunctionalInterface
public interface Subscription {
    /** Completes when nothing more will be delivered. */
    Future<Void> close();
}
