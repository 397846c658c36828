package io.parley.conversation;

import io.parley.bus.HandleRequest;
import io.parley.protocol.BadMessage;
import io.parley.protocol.ClientMessage;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Ids;
import io.parley.protocol.Logged;
import io.parley.protocol.Phrase;
import io.parley.protocol.ServerMessage;
import io.parley.store.TurnKind;
import io.vertx.core.Future;

/** What members send, each to whoever knows what to do with it. To be called in turns of the mailbox. */
final class Messages {
    private final Journal journal;
    private final Turns turns;
    private final Posts posts;
    private final Members members;
    private final Commands commands;

    Messages(Journal journal, Turns turns, Posts posts, Members members) {
        this.journal = journal;
        this.turns = turns;
        this.posts = posts;
        this.members = members;
        this.commands = new Commands(journal, turns, posts);
    }

    /** Fails with {@code UNAVAILABLE}, and does nothing, where nobody waits for the answer any more. */
    Future<ServerMessage> handle(Session by, HandleRequest request) {
        if (System.currentTimeMillis() >= request.deadline()) {
            return Refusal.of(ErrorCode.UNAVAILABLE).future();
        }
        String id = request.message().id();
        ClientMessage message = id == null ? request.message().withId(Ids.next()) : request.message();
        return members.check(by.userId()).compose(allowed -> message.match(new Cases(by)));
    }

    private final class Cases implements ClientMessage.Cases<Future<ServerMessage>> {
        private final Session by;

        Cases(Session by) {
            this.by = by;
        }

        @Override
        public Future<ServerMessage> chat(ClientMessage.Chat chat) {
            Logged.UserMessage draft = Drafts.chat(journal.projectId(), by.userId(), chat);
            return posts.post(by, draft, TurnKind.ANSWER, () -> replying(draft));
        }

        @Override
        public Future<ServerMessage> action(ClientMessage.Action action) {
            Logged.UserMessage draft = Drafts.action(journal.projectId(), by.userId(), action);
            return posts.post(by, draft, TurnKind.ANSWER, () -> replying(draft));
        }

        /** {@code draft}, where what it replies to is there; an action may say {@code regenerate}, too, of what can be made again. */
        private Future<Logged> replying(Logged.UserMessage draft) {
            String replyTo = draft.replyTo();
            if (replyTo == null) {
                return Future.succeededFuture(draft);
            }
            return Questions.isRegenerate(draft)
                    ? turns.questions().again(replyTo).map(draft)
                    : turns.questions().entry(replyTo).map(draft);
        }

        @Override
        public Future<ServerMessage> command(ClientMessage.Command command) {
            return commands.run(by, command);
        }

        /** A gateway makes a register of it; who sends it here has not. */
        @Override
        public Future<ServerMessage> resume(ClientMessage.Resume resume) {
            return Future.failedFuture(new BadMessage(Phrase.of("refused.resume")));
        }

        @Override
        public Future<ServerMessage> ping(ClientMessage.Ping ping) {
            return Future.succeededFuture(new ServerMessage.Pong(
                    System.currentTimeMillis(), journal.projectId(), ping.id(), journal.lastSeq()));
        }

        /** Who somebody is the gateway has found out; no token is to come here. */
        @Override
        public Future<ServerMessage> auth(ClientMessage.Auth auth) {
            return Future.failedFuture(new BadMessage(Phrase.of("refused.auth")));
        }
    }
}
