package io.parley.faults.checker;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * C6: per attempt, what a client puts together from snapshots and deltas is at every moment a beginning of what the agent
 * says; it never lacks a piece in the middle; and what the log keeps is that too, all of it where the answer is complete.
 */
final class TrueText implements Judge {
    @Override
    public List<Violation> judge(Evidence evidence) {
        List<Violation> violations = new ArrayList<>();
        Map<String, Whole> wholes = new HashMap<>();
        evidence.logs().forEach((projectId, log) -> {
            wholes.putAll(wholes(log, evidence.script()));
            log.forEach(entry -> logged(projectId, entry, wholes, violations));
        });
        evidence.byMember().forEach((member, lines) -> {
            Reader reader = new Reader(member.name(), wholes, violations);
            lines.stream().filter(line -> line.kind() == Line.Kind.GOT).forEach(line -> reader.take(line.body()));
        });
        return violations;
    }

    /** All that an answer can say; where that is not known, what the log has of it. */
    private record Whole(String content, String thinking) {}

    private static Map<String, Whole> wholes(List<JsonObject> log, Evidence.@Nullable Script script) {
        Map<String, JsonObject> questions = new HashMap<>();
        Map<String, Whole> wholes = new HashMap<>();
        for (JsonObject entry : log) {
            questions.put(entry.getString("message_id"), entry);
            if ("ai_reply".equals(entry.getString("type"))) {
                Whole whole = whole(entry, questions.get(entry.getString("reply_to", "")), script);
                if (whole != null) {
                    wholes.put(entry.getString("message_id"), whole);
                }
            }
        }
        return wholes;
    }

    private static @Nullable Whole whole(
            JsonObject reply, @Nullable JsonObject question, Evidence.@Nullable Script script) {
        String content = script == null || question == null ? null : script.content(question);
        String thinking = script == null || question == null ? null : script.thinking(question);
        if (content != null && thinking != null) {
            return new Whole(content, thinking);
        }
        return "complete".equals(reply.getString("status"))
                ? new Whole(reply.getString("content", ""), reply.getString("thinking", ""))
                : null;
    }

    private static void logged(
            String projectId, JsonObject entry, Map<String, Whole> wholes, List<Violation> violations) {
        Whole whole = "ai_reply".equals(entry.getString("type")) ? wholes.get(entry.getString("message_id")) : null;
        if (whole == null) {
            return;
        }
        String content = entry.getString("content", "");
        String thinking = entry.getString("thinking", "");
        boolean complete = "complete".equals(entry.getString("status"));
        boolean right = complete
                ? content.equals(whole.content()) && thinking.equals(whole.thinking())
                : whole.content().startsWith(content) && whole.thinking().startsWith(thinking);
        if (!right) {
            violations.add(new Violation(
                    "C6",
                    "log of " + projectId,
                    "answer " + entry.getString("message_id") + " has other words than the agent said"));
        }
    }

    /** What one client has put together. */
    private static final class Reader {
        private final String client;
        private final Map<String, Whole> wholes;
        private final List<Violation> violations;
        private final Map<String, Screen.Text> texts = new HashMap<>();
        private final Set<String> ended = new HashSet<>();

        Reader(String client, Map<String, Whole> wholes, List<Violation> violations) {
            this.client = client;
            this.wholes = wholes;
            this.violations = violations;
        }

        void take(JsonObject message) {
            String type = message.getString("type", "");
            if ("ai_reply".equals(type)) {
                ended.add(message.getString("message_id"));
            } else if ("ai_snapshot".equals(type)) {
                place(message, 0, message.getString("content", ""), 0, message.getString("thinking", ""));
            } else if ("ai_delta".equals(type)) {
                place(
                        message,
                        message.getInteger("offset", 0),
                        message.getString("content", ""),
                        message.getInteger("thinking_offset", 0),
                        message.getString("thinking", ""));
            }
        }

        private void place(JsonObject message, int offset, String piece, int thinkingOffset, String thinking) {
            String id = message.getString("message_id");
            Whole whole = wholes.get(id);
            int attempt = message.getInteger("attempt");
            Screen.Text known = texts.getOrDefault(id, Screen.Text.NONE);
            if (whole == null || attempt < known.attempt() || ended.contains(id)) {
                return;
            }
            Screen.Text before = attempt > known.attempt() ? new Screen.Text(attempt, "", "") : known;
            check(id, "text", whole.content(), before.content().length(), offset, piece);
            check(id, "thinking", whole.thinking(), before.thinking().length(), thinkingOffset, thinking);
            texts.put(
                    id,
                    new Screen.Text(
                            attempt,
                            beginning(whole.content(), before.content(), offset + piece.length()),
                            beginning(whole.thinking(), before.thinking(), thinkingOffset + thinking.length())));
        }

        private void check(String id, String what, String whole, int length, int offset, String piece) {
            if (piece.isEmpty()) {
                return;
            }
            if (offset > length) {
                blame(id, what + " at " + offset + ", where it had only " + length);
            }
            if (!whole.startsWith(piece, offset)) {
                blame(id, what + " at " + offset + " that the agent did not say: " + piece);
            }
            boolean splits = Character.isHighSurrogate(piece.charAt(piece.length() - 1))
                    || Character.isLowSurrogate(piece.charAt(0));
            if (splits) {
                blame(id, what + " at " + offset + " that is cut inside a character");
            }
        }

        private static String beginning(String whole, String before, int end) {
            return end > before.length() ? whole.substring(0, Math.min(end, whole.length())) : before;
        }

        private void blame(String id, String what) {
            violations.add(new Violation("C6", client, "answer " + id + ": was sent " + what));
        }
    }
}
