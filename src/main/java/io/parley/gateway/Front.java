package io.parley.gateway;

import io.vertx.core.Future;
import java.util.OptionalInt;

/** What clients reach of one gateway instance. */
sealed interface Front permits GatewayServer, MountedRoutes {
    /** Completes when clients can come, with the port where that is its own. */
    Future<OptionalInt> open();

    /** To be called often: closes what does not finish its request. */
    void sweep();

    /** Lets nobody in any more, and closes what is still open after a moment. */
    Future<Void> close();
}
