package io.parley.store;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;

/** How a contract opens the log of a driver; on the same data for the same folder. */
interface LogUnderTest {
    Future<ConversationLog> open(Vertx vertx, Path folder);
}
