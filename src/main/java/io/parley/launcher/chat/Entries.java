package io.parley.launcher.chat;

import io.parley.launcher.chat.Screen.Look;
import io.parley.protocol.Logged;
import io.parley.protocol.OtherMessage;
import io.vertx.core.json.JsonObject;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Shows entries of the log. Confined to one context. */
final class Entries implements Logged.LogCases<Boolean> {
    private final Screen screen;
    private final Answers answers;
    private final Offers offers;
    private final Predicate<String> onScreen;

    /** {@code onScreen}: whether a message with this id stands there already, as its sender typed it. */
    Entries(Screen screen, Answers answers, Offers offers, Predicate<String> onScreen) {
        this.screen = screen;
        this.answers = answers;
        this.offers = offers;
        this.onScreen = onScreen;
    }

    @Override
    public Boolean message(Logged.UserMessage message) {
        offers.said(message);
        if (message.id() == null || !onScreen.test(message.id())) {
            StringBuilder text = new StringBuilder(message.content() == null ? "" : message.content());
            if (message.action() != null) {
                text.append(text.isEmpty() ? "" : " ")
                        .append('[')
                        .append(message.action())
                        .append(']');
            }
            message.attachments().forEach(url -> text.append('\n').append(url));
            screen.said(message.userId(), text.toString());
        }
        return true;
    }

    @Override
    public Boolean reply(Logged.AiReply message) {
        answers.take(message);
        offers.offered(message.messageId(), message.actions());
        return true;
    }

    @Override
    public Boolean taskStarted(Logged.TaskStarted message) {
        screen.line(Look.DIM, "[task] " + text(message.message(), "begins"));
        return true;
    }

    @Override
    public Boolean taskCompleted(Logged.TaskCompleted message) {
        screen.line(Look.DIM, "[task] " + text(message.message(), "done"));
        JsonObject result = message.result();
        screen.said("result", result.getValue("content") instanceof String content ? content : result.encodePrettily());
        offers.offered(message.taskId(), message.actions());
        return true;
    }

    @Override
    public Boolean taskFailed(Logged.TaskFailed message) {
        screen.line(Look.BAD, "[task] " + message.error().message());
        return true;
    }

    @Override
    public Boolean taskCancelled(Logged.TaskCancelled message) {
        screen.line(Look.DIM, "[task] " + text(message.message(), "stopped"));
        return true;
    }

    @Override
    public Boolean notice(Logged.Notice message) {
        if (message.content() != null) {
            screen.said("notice", message.content());
        }
        return true;
    }

    @Override
    public Boolean other(OtherMessage message) {
        if (message.type().equals("notice") && message.body().getValue("content") instanceof String content) {
            screen.said("notice", content); // an application's, outside the log
        }
        return true; // else a newer server says what this version cannot show
    }

    private static String text(@Nullable String said, String otherwise) {
        return said == null || said.isBlank() ? otherwise : said;
    }
}
