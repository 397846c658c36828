package io.parley.store;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The log of all conversations, and who owns each (ARCHITECTURE D1 to D3). Opened on one context, and called and
 * answered on it. Every future fails with {@link StoreFailure} when the store cannot be reached in time.
 *
 * <p>One writer per conversation: an instance that holds a lease claims a conversation and gets an epoch; whatever it
 * writes later is refused once another instance has claimed a higher one.
 */
public interface ConversationLog extends Roster {
    /** The random id stored in the log at its creation; two nodes that see the same id see the same log. */
    String logId();

    /** What the log survives. */
    Durability durability();

    /**
     * Why nothing can be written for now: from the first entries that were not until some are again, which is tried at each
     * {@link #renew}. Null where all is well, as far as is known.
     */
    default @Nullable String unwritten() {
        return null;
    }

    /**
     * Makes or extends the lease of {@code instance}, by the store's own clock. Completes with whether it has held all along:
     * where it has not, others may have taken over what {@code instance} owned.
     */
    Future<Boolean> renew(String instance, Duration lease);

    /** Ends the lease of {@code instance} and gives back all that it owns. */
    Future<Void> retire(String instance);

    /** Ends every lease but that of {@code instance}: for a node that knows that it is alone. */
    Future<Void> retireOthers(String instance);

    /**
     * Makes the conversation where there is none, and {@code instance} its owner, one epoch up, where nobody else with a
     * live lease is. Says who owns it in the end. What is read after a claim is complete. Fails with {@link Refused} where the
     * conversation is deleted.
     */
    Future<Claim> claim(String projectId, String instance);

    /**
     * As {@link #claim}, and reads what is to be known of a conversation that is one's own: as {@link #contents} does, and with
     * less where the log knows already.
     */
    default Future<Opening> open(String projectId, String instance, int limit) {
        return claim(projectId, instance)
                .map(claim -> new Opening(claim, claim.mine() ? contents(projectId, limit) : null));
    }

    /** Whose the conversation is, by {@code asker}'s eyes; null where it is nobody's. Whether that owner lives is not asked. */
    Future<@Nullable Claim> owner(String projectId, String asker);

    /** All that {@code instance} owns. */
    Future<List<Claim>> ownedBy(String instance);

    /** Gives conversations of one owner back, each where its claim still holds. */
    Future<Void> release(List<Claim> claims);

    /**
     * Adds an entry, with the turn that it begins or ends, in one durable commit shared with others that wait.
     * Completes after the commit. Entries of one conversation are numbered in the order of the calls. Fails, and alone,
     * with {@link Refused} when the claim is no longer the newest, when its client id is known, or when what it ends has
     * ended. After a {@link StoreFailure} the same entry may be appended again: one whose message id the log has is not
     * added twice, and completes with the number that it has.
     */
    default Future<Long> append(Claim claim, Entry entry) {
        return append(claim, List.of(entry));
    }

    /**
     * As {@link #append(Claim, Entry)}, for entries that belong together: all are added, one right after the other, or none.
     * Completes with the number of the first. They have no name in common, and are appended again only together.
     */
    Future<Long> append(Claim claim, List<Entry> entries);

    /** What there is of the conversation; of its entries the last {@code limit}, at most about 512 KiB, at least one. */
    Future<Contents> contents(String projectId, int limit);

    /** The last number of the log; 0 for an empty or unknown one. */
    Future<Long> lastSeq(String projectId);

    /** Entries after {@code afterSeq}, ascending: at most {@code limit} and about 512 KiB, at least one where there is one. */
    Future<Page> after(String projectId, long afterSeq, int limit);

    /** The {@code limit} entries before {@code beforeSeq}, ascending; {@link Page#more()}: there are still earlier ones. */
    Future<Page> before(String projectId, long beforeSeq, int limit);

    /** The entry with this message id, or null. */
    Future<@Nullable StoredEntry> byMessageId(String projectId, String messageId);

    /** The entry that this user's client id made, or null. */
    Future<@Nullable StoredEntry> byClientId(String projectId, String userId, String clientId);

    /** The entry that ended the turn begun by entry {@code turnSeq}, or null. */
    Future<@Nullable StoredEntry> endOf(String projectId, long turnSeq);

    /**
     * Conversations with an open turn that nobody answers for, because no instance owns them or their owner's lease is out.
     * At most {@code limit} of those whose name follows {@code after}, each once, in the order of their names.
     */
    Future<List<String>> orphans(String after, int limit);

    /** The turns of the conversation that have not ended, oldest first, each with its newest checkpoint. */
    Future<List<OpenTurn>> openTurns(String projectId);

    /** Says that {@code attempt} of the turn begins. Fails with {@link Refused} when the claim is no longer the newest. */
    Future<Void> beginAttempt(Claim claim, long turnSeq, int attempt);

    /** Keeps how far a turn is. Ignored when the claim is no longer the newest. */
    Future<Void> checkpoint(Claim claim, long turnSeq, Checkpoint checkpoint);

    /** Waits for what is being written and lets go of the store. */
    Future<Void> close();
}
