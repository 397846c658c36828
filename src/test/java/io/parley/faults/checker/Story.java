package io.parley.faults.checker;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A short run in which all is well, to be spoilt by tests: alice asks a numbered question in {@code p1}, bob reads along and
 * loses his socket in the middle of the answer, carol talks to herself in {@code p2}.
 */
final class Story {
    static final Question ASKED = new Question(4, 6, 1);
    static final Question OTHER = new Question(5, 3, 1);

    private static final Member ALICE = new Member("alice", "u1", "p1");
    private static final Member BOB = new Member("bob", "u2", "p1");
    private static final Member CAROL = new Member("carol", "u3", "p2");

    final List<Line> lines = new ArrayList<>();
    final Map<String, List<JsonObject>> logs = new LinkedHashMap<>();

    Story() {
        logs.put("p1", new ArrayList<>(List.of(question("p1", "m1", "u1", ASKED), reply("p1", "r1", "m1", ASKED))));
        logs.put("p2", new ArrayList<>(List.of(question("p2", "m2", "u3", OTHER), reply("p2", "r2", "m2", OTHER))));
        connect("alice", null);
        connect("bob", null);
        say("alice", log("p1").get(0), ASKED);
        stream("alice", ASKED.answer(), "r1", "p1");
        got("alice", log("p1").get(1));
        bobReadsAlong();
        connect("carol", null);
        say("carol", log("p2").get(0), OTHER);
        got("carol", log("p2").get(1));
    }

    private void bobReadsAlong() {
        String answer = ASKED.answer();
        got("bob", log("p1").get(0));
        got("bob", snapshot("p1", "r1", "", ""));
        got("bob", delta("p1", "r1", 0, answer.substring(0, 12)));
        add("bob", Line.Kind.CLOSED, new JsonObject().put("code", 1006));
        connect("bob", 1L);
        got("bob", snapshot("p1", "r1", answer.substring(0, 20), ASKED.thinking()));
        got("bob", delta("p1", "r1", 16, answer.substring(16, 25)));
        got("bob", log("p1").get(1));
    }

    /** The log of a conversation, to be spoilt. */
    List<JsonObject> log(String projectId) {
        return Objects.requireNonNull(logs.get(projectId));
    }

    Evidence evidence() {
        return new Evidence(List.of(ALICE, BOB, CAROL), lines, logs, new NumberedScript());
    }

    /** The first line of {@code client} that is {@code wanted}. */
    int find(String client, Predicate<Line> wanted) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).client().equals(client) && wanted.test(lines.get(i))) {
                return i;
            }
        }
        throw new AssertionError("no such line of " + client);
    }

    /** Changes a field of a line; the message itself is not touched where it stands elsewhere too. */
    void change(int index, String field, Object value) {
        Line line = lines.get(index);
        lines.set(
                index,
                new Line(0, line.client(), line.kind(), line.body().copy().put(field, value)));
    }

    void add(String client, Line.Kind kind, JsonObject body) {
        lines.add(new Line(lines.size(), client, kind, body));
    }

    void got(String client, JsonObject message) {
        add(client, Line.Kind.GOT, message);
    }

    private void connect(String client, @Nullable Long lastSeq) {
        add(client, Line.Kind.OPENING, new JsonObject().put("last_seq", lastSeq));
        JsonObject details = new JsonObject().put("last_seq", lastSeq == null ? 0 : lastSeq);
        got(
                client,
                new JsonObject()
                        .put("type", "status")
                        .put("status", "connected")
                        .put("details", details));
    }

    private void say(String client, JsonObject entry, Question question) {
        String id = entry.getString("id");
        add(client, Line.Kind.SENT, json("chat", null, null).put("id", id).put("content", question.text()));
        got(client, ack(entry));
        got(client, entry);
    }

    private void stream(String client, String answer, String messageId, String projectId) {
        got(client, snapshot(projectId, messageId, "", ""));
        got(
                client,
                delta(projectId, messageId, 0, answer.substring(0, 10))
                        .put("thinking_offset", 0)
                        .put("thinking", ASKED.thinking()));
        got(
                client,
                json("batch", null, null)
                        .put("messages", new JsonArray().add(delta(projectId, messageId, 10, answer.substring(10)))));
    }

    static JsonObject ack(JsonObject entry) {
        return json("ack", null, entry.getString("message_id"))
                .put("id", entry.getString("id"))
                .put("seq", entry.getLong("seq"))
                .put("duplicate", false);
    }

    static JsonObject question(String projectId, String messageId, String userId, Question question) {
        return json("message", projectId, messageId)
                .put("seq", 1)
                .put("id", "c" + question.number())
                .put("user_id", userId)
                .put("content", question.text());
    }

    static JsonObject reply(String projectId, String messageId, String replyTo, Question question) {
        return json("ai_reply", projectId, messageId)
                .put("seq", 2)
                .put("turn_id", replyTo)
                .put("reply_to", replyTo)
                .put("attempt", 1)
                .put("status", "complete")
                .put("content", question.answer())
                .put("thinking", question.thinking());
    }

    static JsonObject snapshot(String projectId, String messageId, String content, String thinking) {
        return json("ai_snapshot", projectId, messageId)
                .put("attempt", 1)
                .put("content", content)
                .put("thinking", thinking);
    }

    static JsonObject delta(String projectId, String messageId, int offset, String content) {
        return json("ai_delta", projectId, messageId)
                .put("attempt", 1)
                .put("offset", offset)
                .put("content", content);
    }

    private static JsonObject json(String type, @Nullable String projectId, @Nullable String messageId) {
        JsonObject json = new JsonObject().put("type", type);
        if (projectId != null) {
            json.put("project_id", projectId);
        }
        return messageId == null ? json : json.put("message_id", messageId);
    }
}
