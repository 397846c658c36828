package io.parley.launcher.chat;

import io.parley.launcher.chat.Screen.Look;
import io.parley.protocol.ServerMessage;
import java.util.HashMap;
import java.util.Map;

/**
 * How far tasks are. A task tells that several times a second; here it is shown where other words are said of it, and not in the
 * middle of a text that grows. Confined to one context.
 */
final class Steps {
    private final Screen screen;
    private final Map<String, String> shown = new HashMap<>();

    Steps(Screen screen) {
        this.screen = screen;
    }

    void take(ServerMessage.Progress progress) {
        String words = progress.phase() + (progress.message() == null ? "" : ": " + progress.message());
        if (!screen.isGrowing() && !words.equals(shown.put(progress.taskId(), words))) {
            screen.line(Look.DIM, "[task] " + progress.progress() + " % " + words);
        }
    }

    void ended(String taskId) {
        shown.remove(taskId);
    }
}
