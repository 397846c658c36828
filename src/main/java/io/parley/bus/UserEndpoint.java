package io.parley.bus;

import io.vertx.core.Future;

/** A gateway, as applications reach the users that it and the others have. Called on the context that serves it. */
public interface UserEndpoint {
    /** An application asks this gateway, and it asks all. */
    Future<UserPushReply> push(UserPush request);

    /** A gateway asks all, this one too. */
    void called(UserCall call);
}
