package io.parley.conversation;

import io.vertx.core.Future;
import java.util.Set;

/** Allows everybody. */
final class OpenAuthorizer implements Authorizer {
    @Override
    public Future<Boolean> allows(String userId, String projectId, Set<String> members) {
        return Future.succeededFuture(true);
    }

    @Override
    public boolean isOpen() {
        return true;
    }
}
