package io.parley.faults.checker;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * C3: nothing is shown twice: no entry under two places, no message of a user twice, no second end of a turn, no second row
 * of the same place in the log.
 */
final class ShownOnce implements Judge {
    @Override
    public List<Violation> judge(Evidence evidence) {
        List<Violation> violations = new ArrayList<>();
        evidence.byMember().forEach((member, lines) -> {
            Screen screen = new Screen();
            lines.stream().filter(line -> line.kind() == Line.Kind.GOT).forEach(line -> screen.take(line.body()));
            twice(member.name(), screen.entries(), violations);
        });
        evidence.logs().forEach((projectId, log) -> twice("log of " + projectId, log, violations));
        return violations;
    }

    private static void twice(String where, List<JsonObject> entries, List<Violation> violations) {
        Set<String> seen = new HashSet<>();
        for (JsonObject entry : entries) {
            for (String mark : marks(entry)) {
                if (!seen.add(mark)) {
                    violations.add(new Violation("C3", where, mark + " twice"));
                }
            }
        }
    }

    private static List<String> marks(JsonObject entry) {
        List<String> marks = new ArrayList<>();
        marks.add("seq " + entry.getLong("seq"));
        String end = Entries.ends(entry);
        if (!isTask(entry)) {
            marks.add("entry " + entry.getString("message_id"));
        }
        if (end != null) {
            marks.add("end of " + end);
        }
        if (entry.getString("id") != null && entry.getString("user_id") != null) {
            marks.add("message " + entry.getString("id") + " of " + entry.getString("user_id"));
        }
        return marks;
    }

    /** A task's end may carry the id of the entry that began it. */
    private static boolean isTask(JsonObject entry) {
        return entry.getString("type", "").startsWith("task_") && Entries.ends(entry) != null;
    }
}
