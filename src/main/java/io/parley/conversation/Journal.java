package io.parley.conversation;

import io.parley.protocol.ErrorCode;
import io.parley.protocol.Logged;
import io.parley.store.Checkpoint;
import io.parley.store.Claim;
import io.parley.store.Contents;
import io.parley.store.ConversationLog;
import io.parley.store.Entry;
import io.parley.store.Page;
import io.parley.store.Refused;
import io.parley.store.StoreFailure;
import io.parley.store.StoredEntry;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One conversation's log, as its owner sees it: the tail from memory, the rest from the store. Confined to one context;
 * its appends are made one at a time, in turns of the mailbox.
 */
final class Journal {
    /** Most entries of one page. */
    static final int PAGE = 200;
    /** About how many bytes one page has at most; one entry is always given. */
    static final int PAGE_BYTES = 512 * 1024;

    private static final int SEARCHED = 25;
    private static final int LONGEST_DOUBT = 64;

    private final ConversationLog log;
    private final Lease lease;
    private final Claim claim;
    private final Tail tail;
    private final LongSupplier nanoTime;
    private final long doubtNanos;
    private boolean uncertain;
    private long doubtedNanos;
    /** How long after that to ask next; 0: not any more. */
    private long askNanos;

    private long changedNanos;

    private Journal(Setting setting, Claim claim, Tail tail) {
        this.log = setting.log();
        this.lease = setting.lease();
        this.claim = claim;
        this.tail = tail;
        this.nanoTime = setting::nanoTime;
        this.changedNanos = setting.nanoTime();
        this.doubtNanos = TimeUnit.MILLISECONDS.toNanos(setting.config().leaseMs());
    }

    /** The journal of a conversation of which the log has {@code contents}. */
    static Journal of(Setting setting, Claim claim, Contents contents) {
        Tail tail = new Tail(setting.config().tail(), contents.lastSeq());
        contents.tail().forEach(tail::add);
        return new Journal(setting, claim, tail);
    }

    String projectId() {
        return claim.projectId();
    }

    Claim claim() {
        return claim;
    }

    Tail tail() {
        return tail;
    }

    long lastSeq() {
        return tail.lastSeq();
    }

    /** When it grew last, or was opened. */
    long changedNanos() {
        return changedNanos;
    }

    /** Appends durably. Fails as {@link ConversationLog#append} does, and with {@link Refusal} while no lease is held. */
    Future<Logged> append(Entry entry) {
        return append(List.of(entry)).map(all -> all.get(0));
    }

    /** As {@link #append(Entry)}: all of {@code together} in one commit, or none. */
    Future<List<Logged>> append(List<Entry> together) {
        return whileHeld()
                .compose(held -> log.append(claim, together))
                .map(first -> appended(together, first))
                .onFailure(this::doubt);
    }

    private void doubt(Throwable failure) {
        if (failure instanceof StoreFailure) {
            uncertain = true;
            askNanos = doubtNanos;
            doubtedNanos = nanoTime.getAsLong();
        }
    }

    /**
     * Whether to {@link #settle} even though nobody asks: a lease after an append of unknown outcome, since nobody knows how
     * late a commit can come again after twice as long, and so on for about a hundred leases.
     */
    boolean mayHaveGrown(long nowNanos) {
        boolean isTime = askNanos > 0 && nowNanos - doubtedNanos >= askNanos;
        if (isTime) {
            askNanos = askNanos < LONGEST_DOUBT * doubtNanos ? 2 * askNanos : 0;
            uncertain = true;
        }
        return isTime;
    }

    /**
     * A commit can come so late that {@link #settle} had not found it: what follows it is as uncertain as it was itself. Where
     * the log has lost what it had, nothing that was read here holds any more.
     */
    private List<Logged> appended(List<Entry> together, long first) {
        if (first <= lastSeq()) {
            return known(together, first);
        }
        if (first > lastSeq() + 1) {
            throw new StoreFailure("an entry before it came later than was waited for", null);
        }
        List<Logged> all = new ArrayList<>();
        for (Entry entry : together) {
            Logged logged = entry.message().withSeq(first + all.size());
            tail.add(new StoredEntry(logged, entry.endsSeq()));
            all.add(logged);
        }
        changedNanos = nanoTime.getAsLong();
        return all;
    }

    private List<Logged> known(List<Entry> together, long first) {
        List<Logged> all = new ArrayList<>();
        for (Entry entry : together) {
            StoredEntry here = tail.byMessageId(entry.message().messageId());
            if (here == null || here.message().seq() != first + all.size()) {
                throw new Refused(Refused.Reason.STALE_EPOCH);
            }
            all.add(here.message());
        }
        return all;
    }

    /** What an append of unknown outcome left in the log after all; it is in the tail from now on. */
    Future<List<StoredEntry>> settle() {
        if (!uncertain) {
            return Future.succeededFuture(List.of());
        }
        return log.after(projectId(), lastSeq(), PAGE)
                .map(page -> {
                    uncertain = page.more();
                    changedNanos = nanoTime.getAsLong();
                    page.entries().forEach(tail::add);
                    return page.entries();
                })
                .onFailure(this::doubt);
    }

    /** The entries after {@code seq}, ascending: one page. */
    Future<Page> after(long seq, int limit) {
        if (tail.hasAllAfter(seq)) {
            List<StoredEntry> all = tail.after(seq);
            int count = fitting(all, limit);
            return Future.succeededFuture(new Page(all.subList(0, count), count < all.size()));
        }
        return log.after(projectId(), seq, limit);
    }

    /** The last entries before {@code seq}, ascending: one page. */
    Future<Page> before(long seq, int limit) {
        if (tail.hasBefore(seq, limit)) {
            return Future.succeededFuture(last(tail.before(seq), limit, tail.firstSeq() > 1));
        }
        return log.before(projectId(), seq, limit).map(page -> last(page.entries(), limit, page.more()));
    }

    private static Page last(List<StoredEntry> entries, int limit, boolean more) {
        List<StoredEntry> backwards = new ArrayList<>(entries);
        Collections.reverse(backwards);
        int dropped = entries.size() - fitting(backwards, limit);
        return new Page(entries.subList(dropped, entries.size()), more || dropped > 0);
    }

    Future<@Nullable StoredEntry> byMessageId(String messageId) {
        StoredEntry here = tail.byMessageId(messageId);
        return here != null ? Future.succeededFuture(here) : log.byMessageId(projectId(), messageId);
    }

    /** Fails with {@link StoreFailure} where it came so late that it is not in the tail yet. */
    Future<@Nullable StoredEntry> by(ClientKey key) {
        StoredEntry here = tail.by(key);
        return here != null
                ? Future.succeededFuture(here)
                : log.byClientId(projectId(), key.userId(), key.clientId()).map(this::inTime);
    }

    private @Nullable StoredEntry inTime(@Nullable StoredEntry found) {
        if (found != null && found.message().seq() > lastSeq()) {
            uncertain = true;
            throw new StoreFailure("the entry came later than was waited for", null);
        }
        return found;
    }

    /** The entry that ended the turn begun by entry {@code turnSeq}, or null. */
    Future<@Nullable StoredEntry> endOf(long turnSeq) {
        StoredEntry here = tail.latest(entry -> Long.valueOf(turnSeq).equals(entry.endsSeq()));
        return here != null || tail.hasAllAfter(turnSeq)
                ? Future.succeededFuture(here)
                : log.endOf(projectId(), turnSeq);
    }

    /** The latest entry after {@code seq} that is so; null for none among the last {@value #SEARCHED} pages. */
    Future<@Nullable StoredEntry> latest(long seq, Predicate<StoredEntry> wanted) {
        StoredEntry here = tail.latest(entry -> entry.message().seq() > seq && wanted.test(entry));
        return here != null || tail.hasAllAfter(seq)
                ? Future.succeededFuture(here)
                : latest(seq, tail.firstSeq(), wanted, SEARCHED);
    }

    private Future<@Nullable StoredEntry> latest(long seq, long before, Predicate<StoredEntry> wanted, int pages) {
        return log.before(projectId(), before, PAGE).compose(page -> {
            List<StoredEntry> all = page.entries();
            for (int i = all.size() - 1; i >= 0 && all.get(i).message().seq() > seq; i--) {
                if (wanted.test(all.get(i))) {
                    return Future.succeededFuture(all.get(i));
                }
            }
            long first = all.isEmpty() ? 0 : all.get(0).message().seq();
            return page.more() && first > seq + 1 && pages > 1
                    ? latest(seq, first, wanted, pages - 1)
                    : Future.succeededFuture(null);
        });
    }

    /** Completes when the agent may be asked. Fails as {@link #append}. */
    Future<Void> beginAttempt(long turnSeq, int attempt) {
        return whileHeld()
                .compose(held -> log.beginAttempt(claim, turnSeq, attempt))
                .compose(begun -> whileHeld());
    }

    /** Fails as {@link #append}, but not where somebody else owns the conversation. */
    Future<Void> checkpoint(long turnSeq, Checkpoint checkpoint) {
        return whileHeld().compose(held -> log.checkpoint(claim, turnSeq, checkpoint));
    }

    /** To be asked before each effect, and before what was read is told. */
    Future<Void> whileHeld() {
        return lease.isHeld()
                ? Future.succeededFuture()
                : Refusal.of(ErrorCode.UNAVAILABLE).future();
    }

    private static int fitting(List<StoredEntry> entries, int limit) {
        int bytes = 0;
        int count = 0;
        for (StoredEntry entry : entries) {
            bytes += Weights.of(entry.message());
            if (count == limit || (count > 0 && bytes > PAGE_BYTES)) {
                break;
            }
            count++;
        }
        return count;
    }
}
