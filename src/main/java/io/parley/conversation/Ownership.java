package io.parley.conversation;

import io.parley.bus.BusFailure;
import io.parley.bus.Route;
import io.parley.ops.EventLog;
import io.parley.ops.EventLog.Field;
import io.parley.protocol.ErrorCode;
import io.parley.store.Claim;
import io.parley.store.Refused;
import io.parley.store.StoreFailure;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which conversations this instance owns: claimed and loaded on first use, given back when idle, let go when the log has
 * another owner. Confined to one context. Of conversations in memory there is a bounded number; BUSY beyond.
 */
final class Ownership {
    private static final EventLog LOG = EventLog.of(Ownership.class, EventLog.CONVERSATION);
    private static final int AT_ONCE = 1_000;

    private final Setting setting;
    private final Lease lease;
    private final Map<String, Conversation> owned = new LinkedHashMap<>();
    private final Map<String, Future<Place>> loading = new HashMap<>();
    private final Set<String> lapsed = new LinkedHashSet<>();
    private boolean closed;

    /** Where a conversation is: here, or at another instance. */
    private record Place(@Nullable Conversation here, Claim claim) {}

    Ownership(Setting setting, Lease lease) {
        this.setting = setting;
        this.lease = lease;
    }

    /**
     * Asks the conversation here, or {@code there} with the name of its owner. Fails with {@code UNAVAILABLE} where it
     * is not here and the request has been forwarded before, or this instance may not act.
     */
    <T> Future<T> ask(
            String projectId, Route route, Function<Conversation, Future<T>> here, Function<String, Future<T>> there) {
        if (!mayAct()) {
            return unavailable("this instance does not serve now");
        }
        Conversation known = owned.get(projectId);
        if (known != null) {
            return here.apply(known);
        }
        return find(projectId).compose(place -> {
            if (place.here() != null) {
                return here.apply(place.here());
            }
            return route == Route.ANY ? there.apply(place.claim().owner()) : unavailable("another instance owns it");
        });
    }

    /** Whether this instance takes work, and holds its lease. */
    boolean mayAct() {
        return !closed && lease.isHeld();
    }

    /** Takes on a conversation that is not in memory, where nobody else owns it. */
    Future<Void> adopt(String projectId) {
        return mayAct() && !owned.containsKey(projectId) ? find(projectId).mapEmpty() : Future.succeededFuture();
    }

    /** The conversation where it is in memory, else null. */
    @Nullable
    Conversation here(String projectId) {
        return owned.get(projectId);
    }

    Collection<Conversation> all() {
        return new ArrayList<>(owned.values());
    }

    /**
     * Gives back what nobody has used for a while. Lets go of everything where the lease has run out, and when it is
     * held again takes back what had open turns, so that they end whether anybody asks or not.
     */
    void sweep(long nowNanos) {
        if (!lease.isHeld()) {
            all().forEach(this::lapse);
            return;
        }
        takeBackLapsed();
        long idle = TimeUnit.MILLISECONDS.toNanos(setting.config().idleMs());
        for (Conversation conversation : all()) {
            conversation.sweep(nowNanos);
            if (conversation.isIdleFor(idle, nowNanos)) {
                giveBack(conversation);
            }
        }
    }

    /** Takes no more work, and begins nothing more. Completes when nothing runs, also of what is being loaded now. */
    Future<Void> drain() {
        closed = true;
        Future<Void> known = drainAll();
        return joined(List.copyOf(loading.values()))
                .transform(loaded -> drainAll())
                .compose(drained -> known);
    }

    private Future<Void> drainAll() {
        return joined(all().stream().map(Conversation::drain).toList());
    }

    private static Future<Void> joined(List<? extends Future<?>> all) {
        return all.isEmpty() ? Future.succeededFuture() : Future.join(all).mapEmpty();
    }

    /** The gateway is gone with its connections. */
    void lose(String gateway) {
        all().forEach(conversation -> conversation.lose(gateway));
    }

    /** All is somebody else's from now on. */
    void letGoAll() {
        all().forEach(this::letGo);
    }

    void interruptAll() {
        all().forEach(Conversation::interruptAll);
    }

    private void takeBackLapsed() {
        if (!closed) {
            lapsed.stream().limit(AT_ONCE).toList().forEach(this::takeBack);
        }
    }

    /** Where it fails it is tried again at a later sweep, after the others. */
    private void takeBack(String projectId) {
        if (owned.containsKey(projectId)) {
            lapsed.remove(projectId);
            return;
        }
        find(projectId).onSuccess(place -> lapsed.remove(projectId)).onFailure(failure -> {
            if (lapsed.remove(projectId)) {
                lapsed.add(projectId);
            }
        });
    }

    private Future<Place> find(String projectId) {
        Future<Place> pending = loading.get(projectId);
        if (pending != null) {
            return pending;
        }
        if (owned.size() + loading.size() >= setting.config().conversations()) {
            return Future.failedFuture(new BusFailure(ErrorCode.BUSY, "too many conversations are in use here"));
        }
        Future<Place> found = setting.log()
                .claim(projectId, setting.pushes().instance())
                .compose(this::place)
                .onFailure(failure -> doubt(projectId, failure))
                .recover(failure -> Future.failedFuture(asBusFailure(projectId, failure)));
        loading.put(projectId, found);
        return found.onComplete(place -> loading.remove(projectId));
    }

    private Future<Place> place(Claim claim) {
        if (!claim.mine()) {
            return Future.succeededFuture(new Place(null, claim));
        }
        return Conversation.load(setting, claim, () -> lost(claim))
                .map(conversation -> {
                    owned.put(claim.projectId(), conversation);
                    event("conversation_claimed", claim, "owns a conversation now");
                    return new Place(conversation, claim);
                })
                .recover(failure -> unloaded(claim, failure));
    }

    /** What cannot be loaded for a reason of its own is not to be kept from the others. */
    private Future<Place> unloaded(Claim claim, Throwable failure) {
        Future<Void> released = failure instanceof StoreFailure
                ? Future.succeededFuture()
                : setting.log().release(claim);
        return released.transform(done -> Future.failedFuture(failure));
    }

    /** It may be ours, with an open turn that nobody else would take on: it is tried again until the store answers. */
    private void doubt(String projectId, Throwable failure) {
        if (failure instanceof StoreFailure && !closed) {
            lapsed.add(projectId);
            forgetEldest();
        }
    }

    private void lost(Claim claim) {
        Conversation conversation = owned.get(claim.projectId());
        if (conversation != null && conversation.claim().equals(claim)) {
            lose(conversation);
        }
    }

    /** Whether it is still ours only the log can say, and only when the lease is held again. */
    private void lapse(Conversation conversation) {
        if (conversation.isWorking()) {
            lapsed.add(conversation.claim().projectId());
            forgetEldest();
        }
        lose(conversation);
    }

    private void forgetEldest() {
        if (lapsed.size() > setting.config().conversations()) {
            lapsed.remove(lapsed.iterator().next());
        }
    }

    private void letGo(Conversation conversation) {
        owned.remove(conversation.claim().projectId());
        setting.gateways().letGo(conversation);
        conversation.abandon();
    }

    private void lose(Conversation conversation) {
        letGo(conversation);
        event("conversation_lost", conversation.claim(), "does not own a conversation any more");
    }

    private void giveBack(Conversation conversation) {
        Claim claim = conversation.claim();
        owned.remove(claim.projectId());
        setting.log()
                .release(claim)
                .onSuccess(released -> event("conversation_released", claim, "gave an idle conversation back"))
                .onFailure(failure -> LOG.warn("conversation_not_released")
                        .addKeyValue(Field.PROJECT_ID, claim.projectId())
                        .setCause(failure)
                        .log("could not give a conversation back; it is ours until it is claimed again"));
    }

    private static void event(String name, Claim claim, String sentence) {
        LOG.info(name)
                .addKeyValue(Field.PROJECT_ID, claim.projectId())
                .addKeyValue(Field.INSTANCE, claim.owner())
                .addKeyValue("epoch", claim.epoch())
                .log(sentence);
    }

    private static BusFailure asBusFailure(String projectId, Throwable failure) {
        if (failure instanceof BusFailure known) {
            return known;
        }
        if (failure instanceof StoreFailure || failure instanceof Refused) {
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

    private static <T> Future<T> unavailable(String reason) {
        return Future.failedFuture(new BusFailure(ErrorCode.UNAVAILABLE, reason));
    }
}
