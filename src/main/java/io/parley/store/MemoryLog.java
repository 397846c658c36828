package io.parley.store;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The log in the memory of one Vert.x, shared by all who open it there. For tests and trials: it grows without bound and
 * is gone with the process. The state is confined to the loop of whoever opened it first; the others ask there.
 */
final class MemoryLog implements ConversationLog {
    private static final String MAP = "parley.store";
    private static final String KEY = "memory";

    private final MemoryState state;
    private final Loop home;
    private final Loop caller;

    private MemoryLog(MemoryState state, Loop caller) {
        this.state = state;
        this.home = state.home();
        this.caller = caller;
    }

    static Future<ConversationLog> open(Vertx vertx) {
        Map<String, MemoryState> shared = vertx.sharedData().getLocalMap(MAP);
        return Loop.here(vertx)
                .map(loop -> new MemoryLog(shared.computeIfAbsent(KEY, key -> new MemoryState(loop)), loop));
    }

    @Override
    public String logId() {
        return state.logId();
    }

    @Override
    public Durability durability() {
        return Durability.PROCESS;
    }

    @Override
    public Future<Boolean> renew(String instance, Duration lease) {
        return ask(() -> state.renew(instance, lease));
    }

    @Override
    public Future<Void> retire(String instance) {
        return tell(() -> state.retire(instance));
    }

    @Override
    public Future<Void> retireOthers(String instance) {
        return tell(() -> state.retireOthers(instance));
    }

    @Override
    public Future<Claim> claim(String projectId, String instance) {
        return ask(() -> state.claim(projectId, instance));
    }

    @Override
    public Future<@Nullable Claim> owner(String projectId, String asker) {
        return ask(() -> state.owner(projectId, asker));
    }

    @Override
    public Future<List<Claim>> ownedBy(String instance) {
        return ask(() -> state.ownedBy(instance));
    }

    @Override
    public Future<Void> release(List<Claim> claims) {
        return tell(() ->
                claims.forEach(claim -> state.conversation(claim.projectId()).release(claim)));
    }

    @Override
    public Future<Long> append(Claim claim, List<Entry> entries) {
        return ask(() -> state.conversation(claim.projectId()).append(claim, entries));
    }

    @Override
    public Future<Void> join(String projectId, String userId, String role) {
        return tell(() -> state.conversation(projectId).roster().join(userId, role));
    }

    @Override
    public Future<Void> leave(String projectId, String userId) {
        return tell(() -> state.conversation(projectId).roster().leave(userId));
    }

    @Override
    public Future<@Nullable String> role(String projectId, String userId) {
        return this.<@Nullable String>ask(() -> state.role(projectId, userId));
    }

    @Override
    public Future<List<Member>> members(String projectId) {
        return ask(() -> state.conversation(projectId).roster().members());
    }

    @Override
    public Future<List<Listed>> conversationsOf(String userId, int limit) {
        return ask(() -> state.conversationsOf(userId, limit));
    }

    @Override
    public Future<Void> rename(Claim claim, String title) {
        return tell(() -> state.conversation(claim.projectId()).rename(claim, title));
    }

    @Override
    public Future<Void> delete(Claim claim) {
        return tell(() -> state.delete(claim));
    }

    @Override
    public Future<Contents> contents(String projectId, int limit) {
        return ask(() -> state.conversation(projectId).contents(limit));
    }

    @Override
    public Future<Long> lastSeq(String projectId) {
        return ask(() -> state.conversation(projectId).lastSeq());
    }

    @Override
    public Future<Page> after(String projectId, long afterSeq, int limit) {
        return ask(() -> state.conversation(projectId).after(afterSeq, limit));
    }

    @Override
    public Future<Page> before(String projectId, long beforeSeq, int limit) {
        return ask(() -> state.conversation(projectId).before(beforeSeq, limit));
    }

    @Override
    public Future<@Nullable StoredEntry> byMessageId(String projectId, String messageId) {
        return ask(() -> state.conversation(projectId).byMessageId(messageId));
    }

    @Override
    public Future<@Nullable StoredEntry> byClientId(String projectId, String userId, String clientId) {
        return ask(() -> state.conversation(projectId).byClientId(userId, clientId));
    }

    @Override
    public Future<@Nullable StoredEntry> endOf(String projectId, long turnSeq) {
        return ask(() -> state.conversation(projectId).endOf(turnSeq));
    }

    @Override
    public Future<List<String>> orphans(String after, int limit) {
        return ask(() -> state.orphans(after, limit));
    }

    @Override
    public Future<List<OpenTurn>> openTurns(String projectId) {
        return ask(() -> state.conversation(projectId).turns().open());
    }

    @Override
    public Future<Void> beginAttempt(Claim claim, long turnSeq, int attempt) {
        return tell(() -> state.conversation(claim.projectId()).beginAttempt(claim, turnSeq, attempt));
    }

    @Override
    public Future<Void> checkpoint(Claim claim, long turnSeq, Checkpoint checkpoint) {
        return tell(() -> state.conversation(claim.projectId()).checkpoint(claim, turnSeq, checkpoint));
    }

    @Override
    public Future<Void> close() {
        return tell(() -> {}); // comes after all that was asked before
    }

    private Future<Void> tell(Runnable task) {
        return this.<@Nullable Void>ask(() -> {
            task.run();
            return null;
        });
    }

    private <T> Future<T> ask(Supplier<T> question) {
        Promise<T> answer = Promise.promise();
        home.run(() -> {
            Future<T> result = answerOf(question);
            caller.run(() -> result.onComplete(answer));
        });
        return answer.future();
    }

    private static <T> Future<T> answerOf(Supplier<T> question) {
        try {
            return Future.succeededFuture(question.get());
        } catch (Refused refused) {
            return Future.failedFuture(refused);
        }
    }
}
