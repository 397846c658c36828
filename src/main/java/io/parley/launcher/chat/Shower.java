package io.parley.launcher.chat;

import io.parley.launcher.chat.Screen.Look;
import io.parley.protocol.Logged;
import io.parley.protocol.ServerMessage;
import io.vertx.core.json.JsonObject;

/** Shows what a server says. Each method returns whether all is well: nothing ended other than it should. */
final class Shower implements ServerMessage.Cases<Boolean> {
    private final Screen screen;
    private final Answers answers;
    private final Entries entries;
    private final Steps steps;
    private final Awaited awaited;
    private final Runnable resume;

    Shower(Screen screen, Answers answers, Entries entries, Steps steps, Awaited awaited, Runnable resume) {
        this.screen = screen;
        this.answers = answers;
        this.entries = entries;
        this.steps = steps;
        this.awaited = awaited;
        this.resume = resume;
    }

    @Override
    public Boolean logged(Logged message) {
        message.match(entries);
        if (message instanceof Logged.AiReply reply) {
            awaited.ended(reply.turnId());
            return reply.status() == Logged.AiReply.Outcome.COMPLETE
                    || reply.status() == Logged.AiReply.Outcome.CANCELLED;
        }
        if (message instanceof Logged.TaskStarted task) {
            awaited.begun(task.taskId());
        } else if (message instanceof Logged.TaskCompleted task) {
            ended(task.taskId());
        } else if (message instanceof Logged.TaskCancelled task) {
            ended(task.taskId());
        } else if (message instanceof Logged.TaskFailed task) {
            ended(task.taskId());
            return false;
        }
        return true;
    }

    private void ended(String taskId) {
        awaited.ended(taskId);
        steps.ended(taskId);
    }

    @Override
    public Boolean ack(ServerMessage.Ack message) {
        return true;
    }

    @Override
    public Boolean delta(ServerMessage.AiDelta message) {
        if (answers.take(message)) {
            resume.run();
        }
        return true;
    }

    @Override
    public Boolean snapshot(ServerMessage.AiSnapshot message) {
        answers.take(message);
        return true;
    }

    @Override
    public Boolean progress(ServerMessage.Progress message) {
        steps.take(message);
        return true;
    }

    @Override
    public Boolean status(ServerMessage.Status message) {
        JsonObject details = message.details();
        switch (message.status()) {
            case PRESENCE ->
                screen.line(
                        Look.DIM,
                        "[" + details.getString("user_id", "") + " is " + details.getString("state", "") + "]");
            case QUEUED -> screen.line(Look.DIM, "[waits, number " + details.getInteger("position", 1) + "]");
            case RESET -> {
                answers.forget();
                screen.line(Look.DIM, "[some of the log is left out here; /history shows it]");
            }
            case CONNECTED, RESUMED, DRAINING, TOKEN_EXPIRING -> {
                // the connection sees to it
            }
        }
        return true;
    }

    @Override
    public Boolean failure(ServerMessage.Failure message) {
        if (message.id() == null) {
            screen.line(Look.BAD, "[" + message.code() + "] " + message.message());
        }
        return true;
    }

    @Override
    public Boolean history(ServerMessage.History message) {
        message.messages().forEach(entry -> entry.match(entries));
        return true;
    }

    @Override
    public Boolean help(ServerMessage.Help message) {
        message.commands().forEach((command, what) -> screen.line(Look.DIM, command + ": " + what));
        return true;
    }

    @Override
    public Boolean pong(ServerMessage.Pong message) {
        return true;
    }
}
