package io.parley.conversation;

import io.parley.bus.BusFailure;
import io.parley.bus.Route;
import io.parley.bus.Silence;
import io.parley.conversation.Claims.Place;
import io.parley.ops.EventLog;
import io.parley.ops.EventLog.Field;
import io.parley.ops.OwnershipMeters;
import io.parley.ops.OwnershipMeters.Change;
import io.parley.protocol.ErrorCode;
import io.parley.store.Claim;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Which conversations this instance owns: claimed and loaded on first use, given back when idle, let go when the log has
 * another owner. Confined to one context. Of conversations in memory there is a bounded number; BUSY beyond.
 */
final class Ownership {
    private static final EventLog LOG = EventLog.of(Ownership.class, EventLog.CONVERSATION);
    private static final int AT_ONCE = 1_000;
    private static final int GIVEN_AT_ONCE = 128;
    private static final long TELL_MS = 20;

    private final Setting setting;
    private final OwnershipMeters meters;
    private final Map<String, Conversation> owned = new LinkedHashMap<>();
    private final Claims claims;
    private final Releases releases;
    private final Unreached unreached;
    private boolean closed;
    private boolean telling;

    Ownership(Setting setting, OwnershipMeters meters) {
        this.setting = setting;
        this.meters = meters;
        this.claims = new Claims(setting, this::loaded, this::lost);
        this.releases = new Releases(setting, meters);
        this.unreached = new Unreached(setting.config().leaseMs(), setting.clock());
    }

    /**
     * Asks the conversation here, or {@code there} with the name of its owner. Fails with {@code UNAVAILABLE} where it
     * is not here and the request has been forwarded before, or this instance may not act; with {@link Silence} where all
     * instances heard the request and this one is not the owner, and cannot become it, for whatever reason.
     */
    <T> Future<T> ask(
            String projectId, Route route, Function<Conversation, Future<T>> here, Function<String, Future<T>> there) {
        Conversation known = owned.get(projectId);
        if (known != null && setting.lease().isHeld()) {
            return here.apply(known);
        }
        Future<Place> found = mayAct() ? find(projectId) : unavailable("this instance does not serve now");
        return found.recover(failure -> mayAnswer(failure, route) ? Future.failedFuture(failure) : Silence.future())
                .compose(place ->
                        place.here() != null ? here.apply(place.here()) : elsewhere(place.claim(), route, there));
    }

    /** That a conversation is deleted all who heard the request may say. */
    private static boolean mayAnswer(Throwable failure, Route route) {
        return route != Route.HEARD_BY_ALL || Failures.codeOf(failure) == ErrorCode.FORBIDDEN;
    }

    private <T> Future<T> elsewhere(Claim claim, Route route, Function<String, Future<T>> there) {
        return switch (route) {
            case ANY -> unreached.watch(claim, there.apply(claim.owner()));
            case DIRECT -> unavailable("another instance owns it");
            case HEARD_BY_ALL -> Silence.future();
        };
    }

    /** Whether this instance takes work, and holds its lease. */
    boolean mayAct() {
        return !closed && setting.lease().isHeld();
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

    List<Conversation> all() {
        return new ArrayList<>(owned.values());
    }

    /** Gives back what nobody has used for a while, and looks at what is in doubt. Nothing without a lease. */
    void sweep(long nowNanos) {
        if (!setting.lease().isHeld()) {
            return;
        }
        settleDoubts();
        long idleNanos = TimeUnit.MILLISECONDS.toNanos(setting.config().idleMs());
        each(all(), conversation -> conversation.sweep(nowNanos));
        List<Claim> idle = all().stream()
                .filter(conversation -> conversation.isIdleFor(idleNanos, nowNanos))
                .map(Conversation::claim)
                .toList();
        idle.forEach(claim -> owned.remove(claim.projectId()));
        releases.release(idle);
    }

    /**
     * The lease had run out, or may have: lets go of what others have taken over since. The rest goes on as if nothing had been, and
     * so does what is claimed while the log is asked, of which its answer cannot tell.
     */
    Future<Void> recheck() {
        List<Conversation> before = all();
        return setting.log().ownedBy(setting.pushes().instance()).map(claims -> {
            Set<Claim> ours = new HashSet<>(claims);
            List<Conversation> lost = before.stream()
                    .filter(this::isOwned)
                    .filter(conversation -> !ours.contains(conversation.claim()))
                    .toList();
            each(lost, this::lose);
            LOG.info("lease_held_again")
                    .addKeyValue(Field.INSTANCE, setting.pushes().instance())
                    .addKeyValue("kept", owned.size())
                    .addKeyValue("lost", lost.size())
                    .log("acts again after a time without a lease");
            return null;
        });
    }

    /** Who owns the conversation, as the log says; null for nobody. Claims nothing. */
    Future<@Nullable String> ownerOf(String projectId) {
        return setting.log()
                .owner(projectId, setting.pushes().instance())
                .map(claim -> claim == null || claim.mine() ? null : claim.owner());
    }

    /**
     * Takes no more work, and begins nothing more. What nothing runs in is given back at once, the rest when it ends. Completes
     * when nothing runs, also in what is being loaded now.
     */
    Future<Void> drain() {
        closed = true;
        Future<Void> known = drainAll();
        return joined(claims.loading()).transform(loaded -> drainAll()).compose(drained -> known);
    }

    private Future<Void> drainAll() {
        List<Conversation> quiet = new ArrayList<>();
        List<Future<Void>> ends = new ArrayList<>();
        for (Conversation conversation : all()) {
            Future<Void> drained = conversation.drain();
            if (drained.succeeded()) {
                quiet.add(conversation);
            } else {
                ends.add(drained.compose(ended -> giveBack(List.of(conversation))));
            }
        }
        ends.add(giveBack(quiet));
        return joined(ends);
    }

    /** Some at a time, and each is ours until its time comes: nobody can have more of them sooner. */
    private Future<Void> giveBack(List<Conversation> quiet) {
        if (quiet.isEmpty()) {
            return Future.succeededFuture();
        }
        int some = Math.min(GIVEN_AT_ONCE, quiet.size());
        List<Conversation> now =
                quiet.subList(0, some).stream().filter(this::isOwned).toList();
        each(now, this::letGo);
        return releases.release(now.stream().map(Conversation::claim).toList())
                .onComplete(released -> tellSoon())
                .transform(released -> giveBack(quiet.subList(some, quiet.size())));
    }

    private boolean isOwned(Conversation conversation) {
        return owned.get(conversation.claim().projectId()) == conversation;
    }

    /** The gateways of what was given back look for another owner when they hear of it. */
    private void tellSoon() {
        if (!telling) {
            telling = true;
            setting.vertx().setTimer(TELL_MS, timer -> {
                telling = false;
                if (setting.lease().isHeld()) {
                    setting.gateways().tellGone();
                }
            });
        }
    }

    private static Future<Void> joined(List<? extends Future<?>> all) {
        return all.isEmpty() ? Future.succeededFuture() : Future.join(all).mapEmpty();
    }

    /** The gateway is gone with its connections, as far as is known here. */
    void lose(String gateway) {
        each(all(), conversation -> {
            setting.gateways().lost(conversation, gateway);
            conversation.lose(gateway);
        });
    }

    /** All is somebody else's from now on. */
    void letGoAll() {
        each(all(), this::letGo);
    }

    void interruptAll() {
        each(all(), Conversation::interruptAll);
    }

    /** Each for itself, so that what one of them throws does no harm to the others. */
    private static void each(List<Conversation> some, Consumer<Conversation> part) {
        for (Conversation conversation : some) {
            try {
                part.accept(conversation);
            } catch (RuntimeException failure) {
                LOG.error("conversation_failed")
                        .addKeyValue(Field.PROJECT_ID, conversation.claim().projectId())
                        .setCause(failure)
                        .log("a conversation failed for a reason not foreseen");
            }
        }
    }

    /** Where it fails it is tried again at a later sweep, after the others. */
    private void settleDoubts() {
        claims.takeDoubtful(Math.min(AT_ONCE, room())).forEach(this::adopt);
    }

    private Future<Place> find(String projectId) {
        if (room() == 0) {
            return Future.failedFuture(new BusFailure(ErrorCode.BUSY, "too many conversations are in use here"));
        }
        return claims.make(projectId);
    }

    private int room() {
        return Math.max(
                0,
                setting.config().conversations()
                        - owned.size()
                        - claims.loading().size());
    }

    private void loaded(Conversation conversation) {
        owned.put(conversation.claim().projectId(), conversation);
        meters.changed(Change.CLAIMED, 1);
        told(LOG.info("conversation_claimed"), conversation.claim()).log("owns a conversation now");
    }

    /** The log refused what was to be appended. */
    private void lost(Claim claim) {
        meters.refused();
        Conversation conversation = owned.get(claim.projectId());
        if (conversation != null && conversation.claim().equals(claim)) {
            lose(conversation);
            tellSoon();
        }
    }

    private void letGo(Conversation conversation) {
        owned.remove(conversation.claim().projectId());
        setting.gateways().letGo(conversation);
        conversation.abandon();
    }

    private void lose(Conversation conversation) {
        letGo(conversation);
        meters.changed(Change.LOST, 1);
        told(LOG.info("conversation_lost"), conversation.claim()).log("does not own a conversation any more");
    }

    /** {@code line} with the claim that it is about. */
    static LoggingEventBuilder told(LoggingEventBuilder line, Claim claim) {
        return line.addKeyValue(Field.PROJECT_ID, claim.projectId())
                .addKeyValue(Field.INSTANCE, claim.owner())
                .addKeyValue("epoch", claim.epoch());
    }

    private static <T> Future<T> unavailable(String reason) {
        return Future.failedFuture(new BusFailure(ErrorCode.UNAVAILABLE, reason));
    }
}
