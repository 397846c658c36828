package io.parley.conversation;

import io.parley.protocol.Logged;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** About how many bytes an entry takes on the wire and in memory. Pure; an estimate that is never much too small. */
final class Weights implements Logged.LogCases<Integer> {
    private static final Weights ALL = new Weights();
    private static final int FIELDS = 300;

    private Weights() {}

    static int of(Logged entry) {
        return FIELDS + entry.match(ALL);
    }

    @Override
    public Integer message(Logged.UserMessage message) {
        return text(message.content()) + texts(message.attachments()) + json(message.args()) + json(message.metadata());
    }

    @Override
    public Integer reply(Logged.AiReply message) {
        return text(message.content()) + text(message.thinking()) + json(message.usage());
    }

    @Override
    public Integer taskStarted(Logged.TaskStarted message) {
        return json(message.args()) + json(message.metadata());
    }

    @Override
    public Integer taskCompleted(Logged.TaskCompleted message) {
        return json(message.result());
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

    private static int texts(List<String> texts) {
        return texts.stream().mapToInt(Weights::text).sum();
    }

    private static int json(@Nullable JsonObject json) {
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
