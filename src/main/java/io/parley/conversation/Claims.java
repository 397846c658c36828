package io.parley.conversation;

import io.parley.bus.BusFailure;
import io.parley.ops.EventLog;
import io.parley.ops.EventLog.Field;
import io.parley.protocol.ErrorCode;
import io.parley.store.Claim;
import io.parley.store.Contents;
import io.parley.store.Opening;
import io.parley.store.Refused;
import io.parley.store.StoreFailure;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Claims conversations for this instance and loads them, each once at a time. Confined to one context. A claim that may have
 * been made without being known here is in doubt, and is to be made again.
 */
final class Claims {
    private static final EventLog LOG = EventLog.of(Claims.class, EventLog.CONVERSATION);

    private final Setting setting;
    private final Consumer<Conversation> loaded;
    private final Consumer<Claim> lost;
    private final Map<String, Future<Place>> loading = new HashMap<>();
    private final Set<String> doubtful = new LinkedHashSet<>();

    /** Where a conversation is: here, or at another instance. */
    record Place(@Nullable Conversation here, Claim claim) {}

    /** {@code loaded} takes what is here from now on; {@code lost} hears that the log says otherwise later. */
    Claims(Setting setting, Consumer<Conversation> loaded, Consumer<Claim> lost) {
        this.setting = setting;
        this.loaded = loaded;
        this.lost = lost;
    }

    /** What is on its way. */
    List<Future<Place>> loading() {
        return List.copyOf(loading.values());
    }

    /** Finds out where a conversation is that is not here; it is here in the end where no living instance owns it. */
    Future<Place> make(String projectId) {
        Future<Place> pending = loading.get(projectId);
        if (pending != null) {
            return pending;
        }
        long term = setting.lease().term();
        Future<Place> found = setting.log()
                .open(
                        projectId,
                        setting.pushes().instance(),
                        Math.min(setting.config().tail(), Journal.PAGE))
                .compose(opening -> place(opening, term))
                .onFailure(failure -> doubt(projectId, failure))
                .recover(failure -> Future.failedFuture(asBusFailure(projectId, failure)));
        loading.put(projectId, found);
        return found.onComplete(place -> loading.remove(projectId));
    }

    /** At most {@code limit} that are in doubt, the oldest first; they are not any more. */
    List<String> takeDoubtful(int limit) {
        List<String> taken = doubtful.stream().limit(limit).toList();
        taken.forEach(doubtful::remove);
        return taken;
    }

    private Future<Place> place(Opening opening, long term) {
        Claim claim = opening.claim();
        return opening.contents() == null
                ? Future.succeededFuture(new Place(null, claim))
                : load(claim, opening.contents(), term);
    }

    private Future<Place> load(Claim claim, Future<Contents> read, long term) {
        return read.compose(contents -> Conversation.load(setting, claim, contents, () -> lost.accept(claim)))
                .compose(conversation -> setting.lease().isHeldSince(term) ? here(conversation) : late(conversation))
                .recover(failure -> unloaded(claim, failure));
    }

    private Future<Place> here(Conversation conversation) {
        loaded.accept(conversation);
        conversation.begin();
        return Future.succeededFuture(new Place(conversation, conversation.claim()));
    }

    private static Future<Place> late(Conversation conversation) {
        conversation.abandon();
        return Future.failedFuture(new StoreFailure("the lease ran out while the conversation was read", null));
    }

    /** What cannot be loaded for a reason of its own is not to be kept from the others. */
    private Future<Place> unloaded(Claim claim, Throwable failure) {
        Future<Void> released = failure instanceof StoreFailure
                ? Future.succeededFuture()
                : setting.log().release(List.of(claim));
        return released.onFailure(kept -> doubt(claim.projectId(), kept))
                .transform(done -> Future.failedFuture(failure));
    }

    /** It may be ours, with an open turn that nobody else would take on. */
    private void doubt(String projectId, Throwable failure) {
        if (failure instanceof StoreFailure) {
            doubtful.add(projectId);
            if (doubtful.size() > setting.config().conversations()) {
                doubtful.remove(doubtful.iterator().next());
            }
        }
    }

    private static BusFailure asBusFailure(String projectId, Throwable failure) {
        if (Failures.isRefused(failure, Refused.Reason.DELETED)) {
            return new BusFailure(ErrorCode.FORBIDDEN, "the conversation was deleted");
        }
        if (failure instanceof StoreFailure || failure instanceof Refused || failure instanceof Refusal) {
            LOG.warn("conversation_not_loaded")
                    .addKeyValue(Field.PROJECT_ID, projectId)
                    .log("a conversation could not be read: {}", failure.getMessage());
        } else {
            LOG.error("conversation_not_loaded")
                    .addKeyValue(Field.PROJECT_ID, projectId)
                    .setCause(failure)
                    .log("a conversation could not be read");
        }
        return new BusFailure(ErrorCode.UNAVAILABLE, "the conversation could not be read");
    }
}
