package io.parley.conversation;

import io.parley.protocol.Logged;
import io.parley.protocol.Offer;
import io.parley.protocol.OtherMessage;
import io.parley.protocol.ServerMessage;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** About how many bytes a message takes on the wire and in memory. Pure; an estimate that is never much too small. */
final class Weights implements Logged.LogCases<Integer>, ServerMessage.Cases<Integer> {
    private static final Weights ALL = new Weights();
    private static final int FIELDS = 300;

    private Weights() {}

    static int of(Logged entry) {
        return FIELDS + entry.match((Logged.LogCases<Integer>) ALL);
    }

    static int of(ServerMessage message) {
        return FIELDS + message.match((ServerMessage.Cases<Integer>) ALL);
    }

    @Override
    public Integer logged(Logged entry) {
        return entry.match((Logged.LogCases<Integer>) this);
    }

    @Override
    public Integer ack(ServerMessage.Ack message) {
        return 0;
    }

    @Override
    public Integer delta(ServerMessage.AiDelta message) {
        return text(message.content()) + text(message.thinking());
    }

    @Override
    public Integer snapshot(ServerMessage.AiSnapshot message) {
        return text(message.content()) + text(message.thinking());
    }

    @Override
    public Integer progress(ServerMessage.Progress message) {
        return text(message.message());
    }

    @Override
    public Integer status(ServerMessage.Status message) {
        return json(message.details());
    }

    @Override
    public Integer failure(ServerMessage.Failure message) {
        return text(message.message());
    }

    @Override
    public Integer history(ServerMessage.History message) {
        return message.messages().stream().mapToInt(Weights::of).sum();
    }

    @Override
    public Integer help(ServerMessage.Help message) {
        return 0;
    }

    @Override
    public Integer pong(ServerMessage.Pong message) {
        return 0;
    }

    @Override
    public Integer message(Logged.UserMessage message) {
        return text(message.content()) + texts(message.attachments()) + json(message.args()) + json(message.metadata());
    }

    @Override
    public Integer reply(Logged.AiReply message) {
        return text(message.content()) + text(message.thinking()) + json(message.usage()) + offers(message.actions());
    }

    @Override
    public Integer taskStarted(Logged.TaskStarted message) {
        return json(message.args()) + json(message.metadata());
    }

    @Override
    public Integer taskCompleted(Logged.TaskCompleted message) {
        return json(message.result()) + offers(message.actions());
    }

    @Override
    public Integer taskFailed(Logged.TaskFailed message) {
        return text(message.error().message());
    }

    @Override
    public Integer taskCancelled(Logged.TaskCancelled message) {
        return 0;
    }

    @Override
    public Integer notice(Logged.Notice message) {
        return text(message.content()) + json(message.data());
    }

    @Override
    public Integer other(OtherMessage message) {
        return json(message.body());
    }

    private static int texts(List<String> texts) {
        return texts.stream().mapToInt(Weights::text).sum();
    }

    static int offers(List<Offer> offers) {
        return offers.stream()
                .mapToInt(offer -> text(offer.action()) + text(offer.label()) + json(offer.args()))
                .sum();
    }

    static int json(@Nullable JsonObject json) {
        return json == null || json.isEmpty() ? 0 : text(json.encode());
    }

    private static int text(@Nullable String text) {
        if (text == null) {
            return 0;
        }
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            bytes += text.charAt(i) < 0x80 ? 1 : 3;
        }
        return bytes;
    }
}
