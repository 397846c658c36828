package io.parley.faults.checker;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** C5: every accepted turn and task has exactly one terminal message in the log, after the entry that began it. */
final class OneEnd implements Judge {
    @Override
    public List<Violation> judge(Evidence evidence) {
        List<Violation> violations = new ArrayList<>();
        evidence.logs().forEach((projectId, log) -> ends(projectId, log, violations));
        return violations;
    }

    private static void ends(String projectId, List<JsonObject> log, List<Violation> violations) {
        Map<String, Integer> ends = new LinkedHashMap<>();
        for (JsonObject entry : log) {
            String begun = Entries.begins(entry);
            if (begun != null) {
                ends.put(begun, 0);
            }
            String end = Entries.ends(entry);
            if (end != null && ends.computeIfPresent(end, (id, count) -> count + 1) == null) {
                violations.add(new Violation("C5", projectId, "an end of " + end + ", which nobody began before it"));
            }
        }
        ends.forEach((id, count) -> {
            if (count != 1) {
                violations.add(new Violation("C5", projectId, "turn or task " + id + " has " + count + " ends"));
            }
        });
    }
}
