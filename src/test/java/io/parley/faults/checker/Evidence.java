package io.parley.faults.checker;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All that the judges look at.
 *
 * @param members who took part, and in what
 * @param journal what they sent and received, in order
 * @param logs each conversation's log as it stands in the end, in order of {@code seq}
 * @param script what the agent under test has to say; null where that is not known
 */
public record Evidence(
        List<Member> members,
        List<Line> journal,
        Map<String, List<JsonObject>> logs,
        @Nullable Script script) {
    public Evidence {
        members = List.copyOf(members);
        journal = List.copyOf(journal);
        logs = Map.copyOf(logs);
    }

    /** What an agent has to say. */
    public interface Script {
        /** The whole text that answers {@code question}, an entry of the log; null where nothing is known of it. */
        @Nullable
        String content(JsonObject question);

        /** The whole of what the agent thinks aloud. */
        @Nullable
        String thinking(JsonObject question);
    }

    /** Each client's lines, unpacked where several messages came as one. */
    Map<Member, List<Line>> byMember() {
        Map<String, List<Line>> lines = journal.stream()
                .collect(Collectors.groupingBy(
                        Line::client, LinkedHashMap::new, Collectors.toCollection(ArrayList::new)));
        Map<Member, List<Line>> all = new LinkedHashMap<>();
        members.forEach(member -> all.put(
                member,
                lines.getOrDefault(member.name(), new ArrayList<>()).stream()
                        .flatMap(line -> Entries.unpacked(line.body()).stream()
                                .map(body -> new Line(line.atNanos(), line.client(), line.kind(), body)))
                        .toList()));
        return all;
    }

    List<JsonObject> log(Member member) {
        return logs.getOrDefault(member.projectId(), List.of());
    }
}
