package io.parley.conversation;

import io.parley.bus.Beat.Position;
import io.parley.bus.BusFailure;
import io.parley.bus.HandleReply;
import io.parley.bus.HandleRequest;
import io.parley.bus.ManageReply;
import io.parley.bus.ManageRequest;
import io.parley.bus.PushReply;
import io.parley.bus.PushRequest;
import io.parley.bus.ReadReply;
import io.parley.bus.ReadRequest;
import io.parley.bus.RegisterReply;
import io.parley.bus.RegisterRequest;
import io.parley.bus.Unregister;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Lang;
import io.parley.protocol.Logged;
import io.parley.store.Claim;
import io.parley.store.Contents;
import io.parley.store.OpenTurn;
import io.parley.store.Refused;
import io.parley.store.StoredEntry;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The rules of one conversation that this instance owns. Confined to one context; each request is one turn of its
 * mailbox, so that they happen one after another, and in the order in which they came.
 */
final class Conversation {
    private final Setting setting;
    private final Journal journal;
    private final Mailbox mailbox;
    private final Sessions sessions;
    private final Audience audience;
    private final Turns turns;
    private final Mending mending;
    private final Registration registration;
    private final Messages messages;
    private final Management management;
    private final Posts posts;
    private final Runnable lost;
    /** What its last owner left open, until it is begun here or ended. */
    private List<OpenTurn> inherited;

    private long usedNanos;
    private boolean abandoned;

    /** {@code lost} is called when the log says that somebody else owns the conversation. */
    private Conversation(Setting setting, Journal journal, Contents contents, Runnable lost) {
        this.setting = setting;
        this.journal = journal;
        this.inherited = contents.turns();
        this.usedNanos = setting.nanoTime();
        this.lost = lost;
        this.mailbox = new Mailbox(setting.config().mailbox());
        this.sessions =
                new Sessions(TimeUnit.MILLISECONDS.toNanos(setting.config().sessionTtlMs()), setting.gateways());
        this.audience = new Audience(setting.pushes(), sessions, journal.claim());
        this.turns = new Turns(setting, journal, audience, new OwnTurns());
        this.mending = new Mending(setting, journal, turns, audience);
        this.posts = new Posts(journal, turns, audience, setting.whileAnswering(journal.projectId()));
        Members all = new Members(setting, journal.projectId(), contents.members());
        this.registration = new Registration(setting, journal, sessions, turns, all, audience);
        this.messages = new Messages(journal, turns, posts, all);
        this.management = new Management(journal, setting.log(), all, this::sendAway);
    }

    /** The conversation that {@code claim} has made ours; ends what its last owner was at. To be followed by {@link #begin}. */
    static Future<Conversation> load(Setting setting, Claim claim, Contents contents, Runnable lost) {
        Journal journal = Journal.of(setting, claim, contents);
        Conversation loaded = new Conversation(setting, journal, contents, lost);
        return loaded.mailbox
                .insist(() -> loaded.mending.takeOver(loaded.inherited))
                .map(loaded);
    }

    /**
     * It is ours for good: begins what its last owner had not begun. Not before: an attempt that is logged, and whose agent nobody
     * asks as the conversation is let go again, would end as interrupted.
     */
    void begin() {
        List<OpenTurn> open = inherited;
        inherited = List.of();
        mending.begin(open);
    }

    Claim claim() {
        return journal.claim();
    }

    /** A refusal is an answer too, but {@code UNAVAILABLE} fails: whoever asks again may find another owner. */
    Future<RegisterReply> register(RegisterRequest request) {
        return turn(() -> registration.register(request))
                .recover(failure -> Failures.codeOf(failure) == ErrorCode.UNAVAILABLE
                        ? asBusFailure(failure)
                        : answer(RegisterReply.refused(
                                Failures.told(failure, request.projectId(), null, Lang.of(request.lang())))));
    }

    void unregister(Unregister notice) {
        mailbox.insist(() -> {
            sessions.leave(notice, setting.nanoTime());
            audience.presence();
            return Future.succeededFuture();
        });
    }

    Future<HandleReply> handle(HandleRequest request) {
        return turn(() -> messages.handle(sessionOf(request), request))
                .recover(failure -> isElsewhere(failure)
                        ? asBusFailure(failure)
                        : answer(Failures.told(
                                failure, request.projectId(), request.message().id(), langOf(request))))
                .map(response -> new HandleReply(response, setting.pushes().instance(), claim().epoch()));
    }

    Future<ReadReply> read(ReadRequest request) {
        int limit = Math.max(1, Math.min(Journal.PAGE, request.limit()));
        return turn(() -> journal.after(request.afterSeq(), limit)
                        .map(page -> new ReadReply(
                                page.entries().stream()
                                        .map(StoredEntry::message)
                                        .toList(),
                                page.more(),
                                journal.lastSeq(),
                                turns.all().soFar())))
                .recover(Conversation::asBusFailure);
    }

    Future<PushReply> push(PushRequest request) {
        return turn(() -> {
                    Args message = new Args("message", request.message());
                    Logged notice = Drafts.notice(journal.projectId(), request.id(), request.to(), message);
                    return posts.notice(notice);
                })
                .map(taken -> new PushReply(true, taken.entry().seq(), sessions.reach(request.to()), null))
                .recover(failure -> answer(new PushReply(
                        false, 0, 0, Failures.told(failure, request.projectId(), request.id(), Lang.EN))));
    }

    /** As {@link #register}. A deletion ends the conversation here: its connections are refused when they register anew. */
    Future<ManageReply> manage(ManageRequest request) {
        return turn(() -> management.manage(request))
                .map(ManageReply::of)
                .onSuccess(done -> {
                    if (request.op() == ManageRequest.Op.DELETE) {
                        lost.run();
                    }
                })
                .recover(failure -> Failures.codeOf(failure) == ErrorCode.UNAVAILABLE
                        ? asBusFailure(failure)
                        : answer(ManageReply.refused(
                                Failures.told(failure, request.conversation(), null, Lang.of(request.lang())))));
    }

    /** All connections at the gateways of a user are registered anew, and those of the user refused. */
    private void sendAway(String userId) {
        for (String gateway : sessions.gatewaysOf(userId)) {
            setting.gateways().lost(this, gateway);
            sessions.lose(gateway, setting.nanoTime());
        }
        setting.gateways().tellGone();
        audience.presence();
    }

    /** Forgets what has run out, and looks for entries that came later than all that was read of them. */
    void sweep(long nowNanos) {
        if (journal.mayHaveGrown(nowNanos)) {
            mailbox.insist(mending::settle);
        }
        sessions.expire(nowNanos);
        audience.presence();
    }

    /** Whether nobody has looked at it and nothing has run since {@code nowNanos - idle}. */
    boolean isIdleFor(long idleNanos, long nowNanos) {
        return nowNanos - usedNanos >= idleNanos
                && sessions.isEmpty()
                && turns.all().isEmpty()
                && mailbox.isIdle();
    }

    /** The gateways that hold its connections. */
    Set<String> gateways() {
        return sessions.gateways();
    }

    /** How far its log has come; {@code owned} false: it is not ours any more. */
    Position position(boolean owned) {
        return new Position(claim().projectId(), claim().epoch(), owned ? journal.lastSeq() : null);
    }

    /** When its log grew last, or was taken over. */
    long changedNanos() {
        return journal.changedNanos();
    }

    /** The gateway is gone: its sessions wait for their clients to come back. */
    void lose(String gateway) {
        mailbox.insist(() -> {
            sessions.lose(gateway, setting.nanoTime());
            audience.presence();
            return Future.succeededFuture();
        });
    }

    /** Begins nothing more; completes when no answer and no task runs. */
    Future<Void> drain() {
        return turns.drain();
    }

    void interruptAll() {
        turns.interruptAll();
    }

    /** Stops everything without a trace in the log: somebody else owns the conversation. */
    void abandon() {
        abandoned = true;
        turns.abandon();
        sessions.clear();
    }

    /** Fails where what is asked now would have no effect, or one that nobody owns: what a request did here meanwhile is undone. */
    private Future<Void> whileOurs() {
        if (abandoned) {
            sessions.clear();
            return Refusal.of(ErrorCode.UNAVAILABLE).future();
        }
        return journal.whileHeld();
    }

    /** Somebody else owns the conversation: the gateway is to ask there. */
    private static boolean isLost(Throwable failure) {
        return Failures.isRefused(failure, Refused.Reason.STALE_EPOCH);
    }

    /** It was lost or given back: the gateway is to send it to the next owner, who knows what had been logged of it. */
    private boolean isElsewhere(Throwable failure) {
        return isLost(failure) || (abandoned && Failures.codeOf(failure) == ErrorCode.UNAVAILABLE);
    }

    private <T> Future<T> turn(Supplier<Future<T>> request) {
        usedNanos = setting.nanoTime();
        return mailbox.submit(() -> whileOurs()
                        .compose(held -> mending.settle())
                        .compose(settled -> request.get())
                        .compose(answer -> whileOurs().map(answer)))
                .onFailure(failure -> {
                    if (isLost(failure)) {
                        lost.run();
                    }
                });
    }

    private Session sessionOf(HandleRequest request) {
        Session session = sessions.ofConnection(request.connectionId());
        if (session == null || !session.userId().equals(request.userId())) {
            throw Refusal.of(ErrorCode.CONN_NOT_FOUND);
        }
        return session;
    }

    private Lang langOf(HandleRequest request) {
        Session session = sessions.ofConnection(request.connectionId());
        return session == null ? Lang.EN : session.lang();
    }

    private static <T> Future<T> answer(T answer) {
        return Future.succeededFuture(answer);
    }

    private static <T> Future<T> asBusFailure(Throwable failure) {
        return Future.failedFuture(new BusFailure(Failures.codeOf(failure), String.valueOf(failure.getMessage())));
    }

    private final class OwnTurns implements Terminals.Owner {
        @Override
        public Future<Logged> inTurn(Supplier<Future<Logged>> work) {
            return mailbox.insist(() -> mending.settle().compose(settled -> work.get()));
        }

        @Override
        public void lost() {
            lost.run();
        }
    }
}
