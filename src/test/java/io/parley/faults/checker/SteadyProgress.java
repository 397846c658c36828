package io.parley.faults.checker;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** C6 for tasks: on one connection progress never goes back within an attempt, nor to an attempt before. */
final class SteadyProgress implements Judge {
    private record Step(int attempt, int percent) {}

    @Override
    public List<Violation> judge(Evidence evidence) {
        List<Violation> violations = new ArrayList<>();
        evidence.byMember().forEach((member, lines) -> {
            Map<String, Step> steps = new HashMap<>();
            for (Line line : lines) {
                if (line.kind() == Line.Kind.OPENING) {
                    steps.clear();
                } else if (line.got("progress")) {
                    step(member, line.body(), steps, violations);
                }
            }
        });
        return violations;
    }

    private static void step(Member member, JsonObject told, Map<String, Step> steps, List<Violation> violations) {
        Step now = new Step(told.getInteger("attempt"), told.getInteger("progress"));
        Step before = steps.put(told.getString("task_id"), now);
        boolean isBack = before != null
                && (now.attempt() < before.attempt()
                        || (now.attempt() == before.attempt() && now.percent() < before.percent()));
        if (isBack) {
            violations.add(new Violation(
                    "C6", member.name(), "task " + told.getString("task_id") + " went from " + before + " to " + now));
        }
    }
}
