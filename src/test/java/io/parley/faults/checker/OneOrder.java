package io.parley.faults.checker;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** C7: all members see one order, that of the log, and the same words in it. */
final class OneOrder implements Judge {
    @Override
    public List<Violation> judge(Evidence evidence) {
        List<Violation> violations = new ArrayList<>();
        Map<String, Map<Long, JsonObject>> logs = new HashMap<>();
        evidence.logs().forEach((projectId, log) -> logs.put(projectId, bySeq(log)));
        evidence.logs().forEach((projectId, log) -> unbroken(projectId, log, violations));
        evidence.byMember().forEach((member, lines) -> {
            Map<Long, JsonObject> log = logs.getOrDefault(member.projectId(), Map.of());
            lines.stream()
                    .filter(line -> line.entrySeq() != null)
                    .forEach(line -> compare(member, line.body(), log, violations));
        });
        return violations;
    }

    private static Map<Long, JsonObject> bySeq(List<JsonObject> log) {
        Map<Long, JsonObject> bySeq = new HashMap<>();
        log.forEach(entry -> bySeq.put(entry.getLong("seq"), entry));
        return bySeq;
    }

    private static void unbroken(String projectId, List<JsonObject> log, List<Violation> violations) {
        long last = 0;
        for (JsonObject entry : log) {
            if (entry.getLong("seq") != last + 1) {
                violations.add(new Violation("C7", "log of " + projectId, entry.getLong("seq") + " follows " + last));
            }
            last = entry.getLong("seq");
        }
    }

    private static void compare(Member member, JsonObject seen, Map<Long, JsonObject> log, List<Violation> violations) {
        JsonObject logged = log.get(seen.getLong("seq"));
        if (logged == null) {
            violations.add(new Violation("C7", member.name(), "saw " + named(seen) + ", which is not in the log"));
        } else if (!named(seen).equals(named(logged))) {
            violations.add(new Violation("C7", member.name(), "saw " + named(seen) + " for " + named(logged)));
        } else if (!isBlank(seen) && !sameWords(seen, logged)) {
            violations.add(new Violation("C7", member.name(), "saw other words than the log has for " + named(seen)));
        }
    }

    /** A notice to somebody else has its place and nothing more. */
    private static boolean isBlank(JsonObject entry) {
        return "notice".equals(entry.getString("type"));
    }

    private static boolean sameWords(JsonObject one, JsonObject other) {
        return Objects.equals(one.getString("content"), other.getString("content"))
                && Objects.equals(one.getString("thinking"), other.getString("thinking"))
                && Objects.equals(one.getString("status"), other.getString("status"))
                && Objects.equals(one.getValue("result"), other.getValue("result"));
    }

    private static String named(JsonObject entry) {
        return entry.getString("type") + " " + entry.getString("message_id") + " at " + entry.getLong("seq");
    }
}
