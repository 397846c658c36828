package io.parley.faults.checker;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** C1: what was acknowledged is in the log exactly once, where the acknowledgement says, as it was sent. */
final class AcknowledgedOnce implements Judge {
    private static final Set<String> LOGGED_COMMANDS = Set.of("generate", "regenerate");

    private record Key(String projectId, String userId, String id) {}

    private static final class Trial {
        private final Map<Key, JsonObject> sent = new LinkedHashMap<>();
        private final Map<Key, JsonObject> acknowledged = new HashMap<>();
        private final Map<Key, List<JsonObject>> logged = new HashMap<>();
        private final List<Violation> violations = new ArrayList<>();
    }

    @Override
    public List<Violation> judge(Evidence evidence) {
        Trial trial = new Trial();
        evidence.logs().forEach((projectId, log) -> log.forEach(entry -> file(projectId, entry, trial)));
        evidence.byMember().forEach((member, lines) -> lines.forEach(line -> hear(member, line, trial)));
        trial.sent.forEach((key, message) -> once(key, message, trial));
        trial.logged.keySet().stream()
                .filter(key -> !trial.sent.containsKey(key))
                .forEach(key -> blame(trial, key, "is in the log and was sent by nobody"));
        return trial.violations;
    }

    private static void file(String projectId, JsonObject entry, Trial trial) {
        String id = entry.getString("id");
        String userId = entry.getString("user_id");
        if (id != null && userId != null) {
            trial.logged
                    .computeIfAbsent(new Key(projectId, userId, id), key -> new ArrayList<>())
                    .add(entry);
        }
    }

    private static void hear(Member member, Line line, Trial trial) {
        String id = line.body().getString("id");
        if (id == null) {
            return;
        }
        Key key = new Key(member.projectId(), member.userId(), id);
        if (line.kind() == Line.Kind.SENT && isLogged(line.body())) {
            trial.sent.putIfAbsent(key, line.body());
        } else if (line.got("ack")) {
            JsonObject first = trial.acknowledged.putIfAbsent(key, line.body());
            if (first != null && !samePlace(first, line.body())) {
                blame(trial, key, "was acknowledged as seq " + first.getLong("seq") + " and as " + place(line.body()));
            }
        }
    }

    private static boolean isLogged(JsonObject sent) {
        return switch (sent.getString("type", "")) {
            case "chat", "action" -> true;
            case "command" -> LOGGED_COMMANDS.contains(sent.getString("command"));
            default -> false;
        };
    }

    private static void once(Key key, JsonObject message, Trial trial) {
        List<JsonObject> entries = trial.logged.getOrDefault(key, List.of());
        JsonObject ack = trial.acknowledged.get(key);
        if (entries.size() > 1) {
            blame(trial, key, "is in the log " + entries.size() + " times");
        } else if (entries.isEmpty() && ack != null) {
            blame(trial, key, "was acknowledged as " + place(ack) + " and is not in the log");
        } else if (!entries.isEmpty()) {
            JsonObject entry = entries.get(0);
            if (ack != null && !samePlace(ack, entry)) {
                blame(trial, key, "was acknowledged as " + place(ack) + " and is in the log as " + place(entry));
            }
            if (!Objects.equals(message.getString("content"), entry.getString("content"))
                    && "chat".equals(message.getString("type"))) {
                blame(trial, key, "is in the log with other words than were sent");
            }
        }
    }

    private static boolean samePlace(JsonObject one, JsonObject other) {
        return place(one).equals(place(other));
    }

    private static String place(JsonObject message) {
        return "seq " + message.getLong("seq") + " " + message.getString("message_id");
    }

    private static void blame(Trial trial, Key key, String what) {
        trial.violations.add(new Violation("C1", key.projectId(), "message " + key.id() + " " + what));
    }
}
