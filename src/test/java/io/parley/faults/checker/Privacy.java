package io.parley.faults.checker;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** C4: nothing of a conversation reaches who is not in it, neither under its name nor under another. */
final class Privacy implements Judge {
    /** How each word of numbered questions and answers begins. */
    private static final Pattern NUMBERED = Pattern.compile("[qat](\\d+)-");

    @Override
    public List<Violation> judge(Evidence evidence) {
        Map<String, String> homes = homes(evidence);
        Map<String, Set<String>> users = evidence.members().stream()
                .collect(Collectors.groupingBy(
                        Member::projectId, Collectors.mapping(Member::userId, Collectors.toSet())));
        List<Violation> violations = new ArrayList<>();
        evidence.byMember()
                .forEach((member, lines) -> lines.stream()
                        .filter(line -> line.kind() == Line.Kind.GOT)
                        .forEach(line -> foreign(member, line.body(), homes, users, violations)));
        return violations;
    }

    /** The conversation in which each number was asked. */
    private static Map<String, String> homes(Evidence evidence) {
        Map<String, String> homes = new HashMap<>();
        evidence.byMember()
                .forEach((member, lines) -> lines.stream()
                        .filter(line -> line.kind() == Line.Kind.SENT)
                        .flatMap(line -> numbers(line.body()).stream())
                        .forEach(number -> homes.put(number, member.projectId())));
        return homes;
    }

    private static void foreign(
            Member member,
            JsonObject message,
            Map<String, String> homes,
            Map<String, Set<String>> users,
            List<Violation> violations) {
        String projectId = message.getString("project_id", member.projectId());
        if (!projectId.equals(member.projectId())) {
            violations.add(new Violation("C4", member.name(), "was sent a message of " + projectId));
        }
        String userId = message.getString("user_id");
        if (userId != null && !users.getOrDefault(member.projectId(), Set.of()).contains(userId)) {
            violations.add(new Violation("C4", member.name(), "was sent a message of user " + userId));
        }
        for (String number : numbers(message)) {
            String home = homes.getOrDefault(number, "nobody");
            if (!home.equals(member.projectId())) {
                violations.add(new Violation("C4", member.name(), "was sent text of " + home + ": number " + number));
            }
        }
    }

    private static List<String> numbers(JsonObject message) {
        Matcher found = NUMBERED.matcher(message.getString("content", "") + " " + message.getString("thinking", ""));
        return found.results().map(result -> result.group(1)).distinct().toList();
    }
}
