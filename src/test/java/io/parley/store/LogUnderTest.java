package io.parley.store;

import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** How a contract opens the log of a driver; each time one on the same data. */
interface LogUnderTest {
    Future<ConversationLog> open(Vertx vertx);
}
