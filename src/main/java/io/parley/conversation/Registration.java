package io.parley.conversation;

import io.parley.bus.RegisterReply;
import io.parley.bus.RegisterRequest;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Logged;
import io.parley.store.Page;
import io.parley.store.StoredEntry;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections known. Each runs in one turn of the mailbox, so that what was missed, what is running and the number
 * of the last push fit together: all that comes later comes as a push.
 */
final class Registration {
    private final Setting setting;
    private final Journal journal;
    private final Sessions sessions;
    private final Turns turns;
    private final Members members;
    private final Audience audience;

    Registration(Setting setting, Journal journal, Sessions sessions, Turns turns, Members members, Audience audience) {
        this.setting = setting;
        this.journal = journal;
        this.sessions = sessions;
        this.turns = turns;
        this.members = members;
        this.audience = audience;
    }

    /** Fails with {@code UNAVAILABLE}, and makes no session, where nobody waits for the answer any more. */
    Future<RegisterReply> register(RegisterRequest request) {
        requireInTime(request);
        return members.join(request.userId()).compose(joined -> {
            Session named = sessions.named(request);
            Long has = known(request, named);
            return missed(request, has).map(missed -> {
                requireInTime(request);
                Session was = sessions.ofConnection(request.connectionId());
                boolean isMoved = was != null && !was.pushTo().equals(request.pushTo());
                Session session = sessions.arrive(request, has == null ? journal.lastSeq() : has);
                boolean isKept = session.id().equals(request.sessionId()) && request.lastSeq() != null;
                if (isMoved || (named == null && isKept)) {
                    inherit();
                }
                RegisterReply reply = reply(request, session, named != null || isKept, missed);
                if (was == null || isMoved) {
                    audience.presence(session); // as all pushes it comes after the number in the reply
                    turns.tellWaiting(session);
                }
                audience.presence();
                return reply;
            });
        });
    }

    /**
     * A session of an earlier owner, or one that may not have heard what went where it heard before: its client may still show
     * members whom nobody brings back.
     */
    private void inherit() {
        long waitMs = Math.max(setting.config().sessionTtlMs(), setting.config().leaseMs());
        long untilNanos = setting.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMs);
        sessions.presence().inherit(members.ids(), untilNanos);
    }

    private static void requireInTime(RegisterRequest request) {
        if (request.deadline() != null && System.currentTimeMillis() >= request.deadline()) {
            throw Refusal.of(ErrorCode.UNAVAILABLE);
        }
    }

    /** What a client lacks; {@code from} not null: it is to forget all and expect this entry next. */
    private record Missed(@Nullable Long from, List<Logged> messages, boolean more) {
        static Missed of(@Nullable Long from, Page page, boolean more) {
            return new Missed(
                    from, page.entries().stream().map(StoredEntry::message).toList(), more);
        }
    }

    private Future<Missed> missed(RegisterRequest request, @Nullable Long has) {
        if (has == null) {
            return Future.succeededFuture(new Missed(null, List.of(), false));
        }
        boolean otherLog =
                request.logId() != null && !request.logId().equals(setting.log().logId());
        long behind = journal.lastSeq() - has;
        if (otherLog || behind < 0 || behind > setting.config().resumeLimit()) {
            return journal.before(journal.lastSeq() + 1, Journal.PAGE).map(this::anew);
        }
        return journal.after(has, Journal.PAGE).map(page -> Missed.of(null, page, page.more()));
    }

    private Missed anew(Page page) {
        long from = page.entries().isEmpty()
                ? journal.lastSeq() + 1
                : page.entries().get(0).message().seq();
        return Missed.of(from, page, false);
    }

    /** How far the client is, at least; null for one that has nothing and asks for nothing. */
    private static @Nullable Long known(RegisterRequest request, @Nullable Session named) {
        return request.lastSeq() != null || named == null ? request.lastSeq() : Long.valueOf(named.lastSeq());
    }

    private RegisterReply reply(RegisterRequest request, Session session, boolean resumed, Missed missed) {
        return new RegisterReply(
                true,
                null,
                session.id(),
                setting.pushes().instance(),
                setting.pushes().incarnation(),
                journal.claim().epoch(),
                setting.pushes().lastTo(request.pushTo()),
                setting.log().logId(),
                journal.lastSeq(),
                resumed,
                missed.from(),
                missed.messages(),
                missed.more(),
                turns.all().soFar(),
                setting.log().durability().wireName());
    }
}
