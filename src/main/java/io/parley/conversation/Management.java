package io.parley.conversation;

import io.parley.bus.ManageRequest;
import io.parley.protocol.BadMessage;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Phrase;
import io.parley.protocol.ProtocolCodec;
import io.parley.protocol.Text;
import io.parley.store.Page;
import io.parley.store.Roster;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What members do with a conversation as a whole. To be called in turns of the mailbox. Who is no member is told the same as
 * where there is no such conversation.
 */
final class Management {
    private static final int MAX_TITLE_UTF16 = 200;

    private final Journal journal;
    private final Roster roster;
    private final Members members;
    private final Consumer<String> sendAway;

    /** {@code sendAway} lets go the connections of a user who is no member any more. */
    Management(Journal journal, Roster roster, Members members, Consumer<String> sendAway) {
        this.journal = journal;
        this.roster = roster;
        this.members = members;
        this.sendAway = sendAway;
    }

    /** Fails with {@link Refusal} and {@link BadMessage}, and as the log does. */
    Future<JsonObject> manage(ManageRequest request) {
        String userId = request.userId();
        Args args = new Args("args", request.args());
        return switch (request.op()) {
            case LIST ->
                Future.failedFuture(new BadMessage(Phrase.of("bad.unknown_value", "op", "for a conversation")));
            case CREATE -> members.join(userId).compose(joined -> create(args));
            case RENAME -> asMember(userId).compose(member -> rename(title(args)));
            case DELETE -> asMember(userId).compose(member -> delete(userId));
            case EXPORT -> asMember(userId).compose(member -> export(userId, args));
            case MEMBERS -> asMember(userId).compose(member -> list());
            case INVITE -> asMember(userId).compose(member -> invite(required(args)));
            case REMOVE -> asMember(userId).compose(member -> remove(userId, required(args)));
        };
    }

    private Future<Void> asMember(String userId) {
        return members.ids().contains(userId)
                ? members.check(userId)
                : Refusal.of(ErrorCode.FORBIDDEN).future();
    }

    private Future<JsonObject> create(Args args) {
        String title = args.text("title");
        return title == null ? Future.succeededFuture(named(null)) : rename(title(args));
    }

    private Future<JsonObject> rename(String title) {
        return whileHeld(() -> roster.rename(journal.claim(), title)).map(renamed -> named(title));
    }

    private JsonObject named(@Nullable String title) {
        JsonObject named = new JsonObject().put("project_id", journal.projectId());
        return title == null ? named : named.put("title", title);
    }

    private static String title(Args args) {
        String title = args.text("title");
        if (title == null) {
            throw new BadMessage(Phrase.of("bad.missing", "args.title"));
        }
        if (title.length() > MAX_TITLE_UTF16 || !Text.isWellFormed(title)) {
            throw new BadMessage(Phrase.of("bad.title", "args.title", String.valueOf(MAX_TITLE_UTF16)));
        }
        return title.strip();
    }

    private Future<JsonObject> delete(String userId) {
        return asOwner(userId)
                .compose(owner -> whileHeld(() -> roster.delete(journal.claim())))
                .map(deleted -> named(null));
    }

    private Future<JsonObject> export(String userId, Args args) {
        int limit = (int) Math.min(Journal.PAGE, args.number("limit", 1, Journal.PAGE));
        return journal.after(args.number("after_seq", 0, 0), limit).map(page -> exported(page, userId));
    }

    private JsonObject exported(Page page, String userId) {
        JsonArray messages = new JsonArray();
        page.entries()
                .forEach(entry -> messages.add(
                        new JsonObject(ProtocolCodec.encode(entry.message().asSeenBy(userId)))));
        return new JsonObject()
                .put("messages", messages)
                .put("more", page.more())
                .put("last_seq", journal.lastSeq());
    }

    private Future<JsonObject> list() {
        return roster.members(journal.projectId()).map(all -> {
            JsonArray listed = new JsonArray();
            all.forEach(member -> listed.add(new JsonObject()
                    .put("user_id", member.userId())
                    .put("role", member.role())
                    .put("joined_at", member.joinedAt())));
            return new JsonObject().put("members", listed).put("open", members.areOpen());
        });
    }

    private Future<JsonObject> invite(String invited) {
        return whileHeld(() -> members.add(invited)).map(joined -> new JsonObject().put("user_id", invited));
    }

    /** Anybody may leave, and the owner may remove anybody but itself: a conversation always has one who can delete it. */
    private Future<JsonObject> remove(String userId, String removed) {
        Future<Void> allowed = userId.equals(removed) ? Future.succeededFuture() : asOwner(userId);
        return allowed.compose(may -> roster.role(journal.projectId(), removed))
                .compose(role -> Members.OWNER.equals(role)
                        ? new Refusal(ErrorCode.CONFLICT, Phrase.of("refused.owner_stays")).<Void>future()
                        : whileHeld(() -> roster.leave(journal.projectId(), removed)))
                .map(left -> {
                    members.remove(removed);
                    sendAway.accept(removed);
                    return new JsonObject().put("user_id", removed);
                });
    }

    private Future<Void> asOwner(String userId) {
        return roster.role(journal.projectId(), userId)
                .compose(role -> Members.OWNER.equals(role)
                        ? Future.succeededFuture()
                        : new Refusal(ErrorCode.FORBIDDEN, Phrase.of("refused.not_owner")).future());
    }

    private Future<Void> whileHeld(Supplier<Future<Void>> effect) {
        return journal.whileHeld().compose(held -> effect.get());
    }

    private static String required(Args args) {
        String userId = args.id("user_id");
        if (userId == null) {
            throw new BadMessage(Phrase.of("bad.missing", "args.user_id"));
        }
        return userId;
    }
}
