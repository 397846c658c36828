package io.parley.launcher.chat;

import io.parley.protocol.ClientMessage;
import io.parley.protocol.CommandName;
import io.parley.protocol.ServerMessage;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What was typed and has not come to its end. Confined to one context. */
final class Awaited {
    private static final int REMEMBERED = 1_000;

    /** Not answered yet, and whether something follows the answer. */
    private final Map<String, Boolean> underWay = new HashMap<>();

    private final Set<String> open = new HashSet<>();
    private final Set<String> ended = latest();
    private final Set<String> typed = latest();

    /** {@code onScreen}: its words stand on the screen, as they were typed. */
    void sent(String id, ClientMessage message, boolean onScreen) {
        underWay.put(id, isAnswered(message));
        if (onScreen) {
            typed.add(id);
        }
    }

    void answered(String id, ServerMessage answer) {
        boolean follows = Boolean.TRUE.equals(underWay.remove(id));
        if (follows && answer instanceof ServerMessage.Ack ack) {
            String turn = ack.messageId();
            if (turn != null && !ended.contains(turn)) {
                open.add(turn);
            }
        }
    }

    void refused(String id) {
        underWay.remove(id);
    }

    /** A task has begun, which may be an agent's. */
    void begun(String taskId) {
        if (!ended.contains(taskId)) {
            open.add(taskId);
        }
    }

    /** The turn or task that began with the entry {@code id} is over; this may be heard before the answer to what began it. */
    void ended(String id) {
        open.remove(id);
        ended.add(id);
    }

    boolean isQuiet() {
        return underWay.isEmpty() && open.isEmpty();
    }

    boolean wasTyped(String id) {
        return typed.contains(id);
    }

    /** Whether an answer or the result of a task follows. */
    private static boolean isAnswered(ClientMessage message) {
        if (message instanceof ClientMessage.Command command) {
            return command.command() == CommandName.REGENERATE || command.command() == CommandName.GENERATE;
        }
        return message instanceof ClientMessage.Chat || message instanceof ClientMessage.Action;
    }

    private static Set<String> latest() {
        return Collections.newSetFromMap(new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                return size() > REMEMBERED;
            }
        });
    }
}
