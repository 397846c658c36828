package io.parley.conversation;

import io.parley.ops.InTime;
import io.parley.protocol.ErrorCode;
import io.vertx.core.Future;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Who takes part in one conversation. Confined to one context. Beyond a bound, newcomers are refused BUSY. */
final class Members {
    static final String OWNER = "owner";

    private static final String MEMBER = "member";
    private static final int MAX = 10_000;
    private static final long AUTHORIZER_TIMEOUT_SECONDS = 3;

    private final Setting setting;
    private final String projectId;
    private final Set<String> ids;

    Members(Setting setting, String projectId, List<String> ids) {
        this.setting = setting;
        this.projectId = projectId;
        this.ids = new LinkedHashSet<>(ids);
    }

    /** Whether others may come without being invited. */
    boolean areOpen() {
        return setting.authorizer().isOpen();
    }

    /** Their user ids, in the order in which they joined. */
    Set<String> ids() {
        return Collections.unmodifiableSet(ids);
    }

    /** Fails with {@link Refusal} {@code FORBIDDEN} where the authorizer says no. */
    Future<Void> check(String userId) {
        Future<Boolean> asked = setting.authorizer().allows(userId, projectId, ids());
        return InTime.of(setting.vertx(), asked, AUTHORIZER_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .recover(failure -> Refusal.of(ErrorCode.UNAVAILABLE).future())
                .compose(allowed -> allowed
                        ? Future.succeededFuture()
                        : Refusal.of(ErrorCode.FORBIDDEN).future());
    }

    /** Makes {@code userId} a member where it is none; fails as {@link #check}. */
    Future<Void> join(String userId) {
        return check(userId).compose(allowed -> add(userId));
    }

    /** The same for one whom a member invites, which nobody else is asked for. */
    Future<Void> add(String userId) {
        if (ids.contains(userId)) {
            return Future.succeededFuture();
        }
        if (ids.size() >= MAX) {
            return Refusal.of(ErrorCode.BUSY).future();
        }
        String role = ids.isEmpty() ? OWNER : MEMBER;
        return setting.log().join(projectId, userId, role).onSuccess(joined -> ids.add(userId));
    }

    /** It was taken out of the log's members. */
    void remove(String userId) {
        ids.remove(userId);
    }
}
