package io.parley.faults.checker;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * C6 after the end: on one connection nothing streams of an answer or a task whose end it was sent, unless a reset made the
 * client forget that.
 */
final class LastWord implements Judge {
    @Override
    public List<Violation> judge(Evidence evidence) {
        List<Violation> violations = new ArrayList<>();
        evidence.byMember().forEach((member, lines) -> {
            Set<String> ended = new HashSet<>();
            for (Line line : lines) {
                if (line.kind() == Line.Kind.OPENING || line.told("reset")) {
                    ended.clear();
                } else if (line.kind() == Line.Kind.GOT) {
                    take(member, line.body(), ended, violations);
                }
            }
        });
        return violations;
    }

    private static void take(Member member, JsonObject message, Set<String> ended, List<Violation> violations) {
        String type = message.getString("type", "");
        switch (type) {
            case "ai_reply" -> ended.add(message.getString("message_id"));
            case "ai_snapshot", "ai_delta" -> late(member, type, message.getString("message_id"), ended, violations);
            case "progress" -> late(member, type, message.getString("task_id"), ended, violations);
            default -> {
                String task = Entries.ends(message);
                if (task != null) {
                    ended.add(task);
                }
            }
        }
    }

    private static void late(Member member, String type, String id, Set<String> ended, List<Violation> violations) {
        if (ended.contains(id)) {
            violations.add(new Violation("C6", member.name(), type + " of " + id + " after its end"));
        }
    }
}
