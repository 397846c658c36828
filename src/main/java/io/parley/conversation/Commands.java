package io.parley.conversation;

import io.parley.protocol.BadMessage;
import io.parley.protocol.ClientMessage;
import io.parley.protocol.CommandName;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Lang;
import io.parley.protocol.Logged;
import io.parley.protocol.Phrase;
import io.parley.protocol.ServerMessage;
import io.parley.store.OpenTurn;
import io.parley.store.StoredEntry;
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
    private final Cancels cancels = new Cancels();

    Commands(Journal journal, Turns turns, Posts posts) {
        this.journal = journal;
        this.turns = turns;
        this.posts = posts;
    }

    /** The answer to {@code command}, once all that it orders is committed. */
    Future<ServerMessage> run(Session by, ClientMessage.Command command) {
        Args args = new Args("args", command.args());
        return switch (command.command()) {
            case CANCEL -> cancel(by, command, args);
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

    /** The answer that is to be made again, or its question where it has none in memory. */
    private Future<String> target(@Nullable String named) {
        String id = named == null ? lastAnswer() : named;
        if (id == null) {
            return new Refusal(ErrorCode.NOT_FOUND, Phrase.of("refused.no_answer")).future();
        }
        return turns.questions()
                .again(id)
                .map(found -> found.answerId() == null ? found.question().messageId() : found.answerId());
    }

    private @Nullable String lastAnswer() {
        StoredEntry last = journal.tail().latest(entry -> entry.message() instanceof Logged.AiReply);
        return last == null ? null : last.message().messageId();
    }

    private Future<ServerMessage> cancel(Session by, ClientMessage.Command command, Args args) {
        ClientKey key = new ClientKey(by.userId(), String.valueOf(command.id()));
        if (journal.tail().by(key) != null) {
            return Refusal.of(ErrorCode.CONFLICT).future();
        }
        return cancels.once(key, command.args(), () -> terminal(by, args))
                .map(done -> ack(command, done.terminal(), done.duplicate()));
    }

    /** Ends what is meant where it is open; says how it ended. */
    private Future<Logged> terminal(Session by, Args args) {
        String messageId = args.id("message_id");
        String target = messageId == null ? args.id("task_id") : messageId;
        String clientId = args.id("id");
        OpenTurn open = target == null && clientId == null
                ? turns.all().find(turn -> true)
                : turns.all().find(turn -> isMeant(turn, by.userId(), target, clientId));
        return open == null ? ended(by.userId(), target, clientId) : turns.end(open, Ending.cancelled());
    }

    private boolean isMeant(OpenTurn turn, String userId, @Nullable String target, @Nullable String clientId) {
        if (target != null) {
            return target.equals(turn.answerId())
                    || target.equals(turn.begunBy().messageId())
                    || target.equals(turns.all().questionOf(turn));
        }
        return clientId != null && new ClientKey(userId, clientId).equals(ClientKey.of(turn.begunBy()));
    }

    /** The terminal entry of a turn that is over. */
    private Future<Logged> ended(String userId, @Nullable String target, @Nullable String clientId) {
        if (target == null && clientId == null) {
            return new Refusal(ErrorCode.NOT_FOUND, Phrase.of("refused.nothing_runs")).future();
        }
        String named = target == null ? String.valueOf(clientId) : target;
        Future<@Nullable StoredEntry> found =
                target == null ? journal.by(new ClientKey(userId, named)) : journal.byMessageId(target);
        return found.compose(entry -> entry == null ? Refusal.notFound(named).future() : terminalOf(entry, named));
    }

    private Future<Logged> terminalOf(StoredEntry entry, String named) {
        if (entry.endsSeq() != null) {
            return Future.succeededFuture(entry.message());
        }
        return journal.endOf(entry.message().seq())
                .compose(end -> end == null ? Refusal.notFound(named).future() : Future.succeededFuture(end.message()));
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
                                .map(entry -> asSeenBy(by.userId(), entry.message()))
                                .toList(),
                        page.more()));
    }

    private static Logged asSeenBy(String userId, Logged entry) {
        boolean hidden = entry instanceof Logged.Notice notice
                && notice.to() != null
                && !notice.to().equals(userId);
        return hidden ? ((Logged.Notice) entry).blank() : entry;
    }

    private ServerMessage help(ClientMessage.Command command, Lang lang) {
        Map<String, String> sentences = new LinkedHashMap<>();
        for (CommandName name : List.of(CommandName.values())) {
            String word = name.name().toLowerCase(Locale.ROOT);
            sentences.put(word, Phrase.of("help." + word).in(lang));
        }
        return new ServerMessage.Help(System.currentTimeMillis(), journal.projectId(), command.id(), sentences);
    }

    private ServerMessage ack(ClientMessage.Command command, Logged terminal, boolean duplicate) {
        return new ServerMessage.Ack(
                System.currentTimeMillis(),
                journal.projectId(),
                String.valueOf(command.id()),
                terminal.messageId(),
                terminal.seq(),
                duplicate);
    }
}
