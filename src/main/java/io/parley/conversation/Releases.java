package io.parley.conversation;

import io.parley.ops.EventLog;
import io.parley.ops.EventLog.Field;
import io.parley.ops.OwnershipMeters;
import io.parley.ops.OwnershipMeters.Change;
import io.parley.store.Claim;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Tells the log what this instance owns no more, and the operator what came of it. Where the log does not answer, it may have
 * taken it all the same: it is asked what it still has as ours. Confined to one context.
 */
final class Releases {
    private static final EventLog LOG = EventLog.of(Releases.class, EventLog.CONVERSATION);

    private final Setting setting;
    private final OwnershipMeters meters;

    Releases(Setting setting, OwnershipMeters meters) {
        this.setting = setting;
        this.meters = meters;
    }

    /** {@code claims} are nobody's when this completes. Fails as the log does; they are ours then until somebody claims them. */
    Future<Void> release(List<Claim> claims) {
        if (claims.isEmpty()) {
            return Future.succeededFuture();
        }
        return setting.log()
                .release(claims)
                .onSuccess(released -> released(claims))
                .onFailure(failure -> kept(claims).onSuccess(kept -> {
                    released(claims.stream()
                            .filter(claim -> !kept.contains(claim))
                            .toList());
                    kept.forEach(claim -> notReleased(claim, failure));
                }));
    }

    /** Which of these the log still has as ours; all where it does not say. */
    private Future<Set<Claim>> kept(List<Claim> claims) {
        return setting.log()
                .ownedBy(setting.pushes().instance())
                .otherwise(claims) // the first failure says it already
                .map(ours -> {
                    Set<Claim> kept = new LinkedHashSet<>(claims);
                    kept.retainAll(new HashSet<>(ours));
                    return kept;
                });
    }

    private void released(List<Claim> claims) {
        meters.changed(Change.RELEASED, claims.size());
        claims.forEach(claim ->
                Ownership.told(LOG.info("conversation_released"), claim).log("gave a conversation back"));
    }

    private static void notReleased(Claim claim, Throwable failure) {
        LOG.warn("conversation_not_released")
                .addKeyValue(Field.PROJECT_ID, claim.projectId())
                .setCause(failure)
                .log("could not give a conversation back; it is ours until it is claimed again");
    }
}
