package io.parley.store;

import io.parley.store.SqlClaims.Claimed;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The log in a database. What a claim fences goes through the {@link GroupCommit}; what is asked when conversations are
 * opened is asked for many together; the rest are single statements.
 */
final class SqlLog implements ConversationLog {
    private final String logId;
    private final Database database;
    private final SqlOwners owners;
    private final SqlClaims claims;
    private final SqlContents contents;
    private final SqlMembers members;
    private final SqlRoster roster;
    private final SqlReader reader;
    private final Takes takes;
    private final GroupCommit commits;
    private final Tails tails;

    private SqlLog(String logId, Loop loop, Database database, Tails tails) {
        this.logId = logId;
        this.database = database;
        this.owners = new SqlOwners(database);
        this.claims = new SqlClaims(loop, database);
        this.contents = new SqlContents(loop, database, tails);
        this.members = new SqlMembers(loop, database);
        this.roster = new SqlRoster(database);
        this.reader = new SqlReader(database);
        this.takes = new Takes(database);
        this.commits = new GroupCommit(
                loop,
                new BatchWriter(loop, database, tails, takes),
                database.timeout(),
                database.dialect().apart());
        this.tails = tails;
    }

    /** Opens the log in a database that has the schema; gives it its id where it has none. It closes {@code tails}. */
    static Future<ConversationLog> open(Loop loop, Database database, String newId, Tails tails) {
        return database.run(Sql.LOG_ID_NEW, newId)
                .compose(made -> requireLocks(database))
                .compose(able -> database.run(Sql.LOG_ID))
                .map(rows -> new SqlLog(rows.iterator().next().getString(0), loop, database, tails))
                .compose(log -> log.takes.removeOld().map(log));
    }

    /** A server that is too old for {@link Sql#lockFree} says so here, and not at each write. */
    private static Future<?> requireLocks(Database database) {
        return database.dialect().apart() == 0 ? Future.succeededFuture() : database.run(Sql.lockFree(1), "");
    }

    @Override
    public String logId() {
        return logId;
    }

    @Override
    public Durability durability() {
        return database.dialect().durability();
    }

    @Override
    public @Nullable String unwritten() {
        return takes.not();
    }

    @Override
    public Future<Boolean> renew(String instance, Duration lease) {
        return owners.renew(instance, lease).onSuccess(renewed -> takes.tryFor(instance));
    }

    @Override
    public Future<Void> retire(String instance) {
        return owners.retire(instance);
    }

    @Override
    public Future<Void> retireOthers(String instance) {
        return owners.retireOthers(instance);
    }

    @Override
    public Future<Claim> claim(String projectId, String instance) {
        return claims.claim(projectId, instance).map(Claimed::claim);
    }

    @Override
    public Future<Opening> open(String projectId, String instance, int limit) {
        return claims.claim(projectId, instance)
                .map(claimed ->
                        new Opening(claimed.claim(), claimed.claim().mine() ? contents.of(claimed, limit) : null));
    }

    @Override
    public Future<@Nullable Claim> owner(String projectId, String asker) {
        return owners.owner(projectId, asker);
    }

    @Override
    public Future<List<Claim>> ownedBy(String instance) {
        return owners.ownedBy(instance);
    }

    @Override
    public Future<Void> release(List<Claim> claims) {
        return owners.release(claims);
    }

    @Override
    public Future<Long> append(Claim claim, List<Entry> entries) {
        return commits.write(claim, new Write.NewEntries(entries));
    }

    @Override
    public Future<Void> join(String projectId, String userId, String role) {
        return members.join(projectId, userId, role);
    }

    @Override
    public Future<Void> leave(String projectId, String userId) {
        return roster.leave(projectId, userId);
    }

    @Override
    public Future<@Nullable String> role(String projectId, String userId) {
        return roster.role(projectId, userId);
    }

    @Override
    public Future<List<Member>> members(String projectId) {
        return roster.members(projectId);
    }

    @Override
    public Future<List<Listed>> conversationsOf(String userId, int limit) {
        return roster.conversationsOf(userId, limit);
    }

    @Override
    public Future<Void> rename(Claim claim, String title) {
        return roster.rename(claim, title);
    }

    @Override
    public Future<Void> delete(Claim claim) {
        return roster.delete(claim)
                .recover(failure -> failure instanceof StoreFailure
                        ? tails.forget(claim.projectId()).compose(forgotten -> Future.failedFuture(failure))
                        : Future.failedFuture(failure))
                .compose(deleted -> tails.forget(claim.projectId()));
    }

    @Override
    public Future<Contents> contents(String projectId, int limit) {
        return contents.of(projectId, limit);
    }

    @Override
    public Future<Long> lastSeq(String projectId) {
        return reader.lastSeq(projectId);
    }

    @Override
    public Future<Page> after(String projectId, long afterSeq, int limit) {
        return reader.after(projectId, afterSeq, limit);
    }

    @Override
    public Future<Page> before(String projectId, long beforeSeq, int limit) {
        return reader.before(projectId, beforeSeq, limit);
    }

    @Override
    public Future<@Nullable StoredEntry> byMessageId(String projectId, String messageId) {
        return reader.byMessageId(projectId, messageId);
    }

    @Override
    public Future<@Nullable StoredEntry> byClientId(String projectId, String userId, String clientId) {
        return reader.byClientId(projectId, userId, clientId);
    }

    @Override
    public Future<@Nullable StoredEntry> endOf(String projectId, long turnSeq) {
        return reader.endOf(projectId, turnSeq);
    }

    @Override
    public Future<List<String>> orphans(String after, int limit) {
        return reader.orphans(after, limit);
    }

    @Override
    public Future<List<OpenTurn>> openTurns(String projectId) {
        return reader.openTurns(projectId);
    }

    @Override
    public Future<Void> beginAttempt(Claim claim, long turnSeq, int attempt) {
        return commits.write(claim, new Write.NewAttempt(turnSeq, attempt)).mapEmpty();
    }

    @Override
    public Future<Void> checkpoint(Claim claim, long turnSeq, Checkpoint checkpoint) {
        return commits.write(claim, new Write.NewCheckpoint(turnSeq, checkpoint))
                .<Void>mapEmpty()
                .recover(failure -> failure instanceof Refused
                        ? Future.succeededFuture() // somebody else keeps the turn now
                        : Future.failedFuture(failure));
    }

    @Override
    public Future<Void> close() {
        return commits.close().eventually(tails::close).eventually(database::close);
    }
}
