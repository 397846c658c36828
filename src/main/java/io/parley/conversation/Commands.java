package io.parley.conversation;

import io.parley.protocol.BadMessage;
import io.parley.protocol.ClientMessage;
import io.parley.protocol.CommandName;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Lang;
import io.parley.protocol.Logged;
import io.parley.protocol.Phrase;
import io.parley.protocol.ServerMessage;
import io.parley.store.TurnKind;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The orders that a member may give. To be called in turns of the mailbox; what {@code id} a command has is never null. */
final class Commands {
    private static final int HISTORY = 50;

    private final Journal journal;
    private final Turns turns;
    private final Posts posts;
    private final Cancels cancels;

    Commands(Journal journal, Turns turns, Posts posts) {
        this.journal = journal;
        this.turns = turns;
        this.posts = posts;
        this.cancels = new Cancels(journal, turns);
    }

    /** The answer to {@code command}, once all that it orders is committed. */
    Future<ServerMessage> run(Session by, ClientMessage.Command command) {
        Args args = new Args("args", command.args());
        return switch (command.command()) {
            case CANCEL -> cancels.cancel(by, command, args);
            case REGENERATE -> regenerate(by, command, args);
            case HISTORY -> history(by, command, args);
            case GENERATE -> generate(by, command);
            case HELP -> Future.succeededFuture(help(command, by.lang()));
        };
    }

    private Future<ServerMessage> generate(Session by, ClientMessage.Command command) {
        Logged draft = Drafts.task(journal.projectId(), by.userId(), command, by.lang());
        return posts.post(by, draft, TurnKind.TASK, () -> Future.succeededFuture(draft));
    }

    private Future<ServerMessage> regenerate(Session by, ClientMessage.Command command, Args args) {
        String named = args.id("message_id");
        Logged draft = Drafts.regenerate(journal.projectId(), by.userId(), command, named == null ? "" : named);
        return posts.post(
                by,
                draft,
                TurnKind.ANSWER,
                () -> target(named)
                        .map(target -> Drafts.regenerate(journal.projectId(), by.userId(), command, target)));
    }

    /** The answer that is to be made again, or its question where it has none. */
    private Future<String> target(@Nullable String named) {
        Future<String> id = named == null ? lastAnswer() : Future.succeededFuture(named);
        return id.compose(turns.questions()::again)
                .map(found -> found.answerId() == null ? found.question().messageId() : found.answerId());
    }

    private Future<String> lastAnswer() {
        return journal.latest(0, entry -> entry.message() instanceof Logged.AiReply)
                .compose(last -> last == null
                        ? new Refusal(ErrorCode.NOT_FOUND, Phrase.of("refused.no_answer")).future()
                        : Future.succeededFuture(last.message().messageId()));
    }

    private Future<ServerMessage> history(Session by, ClientMessage.Command command, Args args) {
        long before = args.number("before_seq", 1, journal.lastSeq() + 1);
        long limit = args.number("limit", 1, HISTORY);
        if (limit > Journal.PAGE) {
            throw new BadMessage(Phrase.of("bad.most", "args.limit", String.valueOf(Journal.PAGE)));
        }
        return journal.before(before, (int) limit)
                .map(page -> new ServerMessage.History(
                        System.currentTimeMillis(),
                        journal.projectId(),
                        command.id(),
                        page.entries().stream()
                                .map(entry -> entry.message().asSeenBy(by.userId()))
                                .toList(),
                        page.more()));
    }

    private ServerMessage help(ClientMessage.Command command, Lang lang) {
        Map<String, String> sentences = new LinkedHashMap<>();
        for (CommandName name : List.of(CommandName.values())) {
            String word = name.name().toLowerCase(Locale.ROOT);
            sentences.put(word, Phrase.of("help." + word).in(lang));
        }
        return new ServerMessage.Help(System.currentTimeMillis(), journal.projectId(), command.id(), sentences);
    }
}
