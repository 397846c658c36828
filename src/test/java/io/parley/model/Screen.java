package io.parley.model;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one client shows of a conversation, by the rules of the protocol (section 3, the last paragraph) and nothing else.
 * Whoever sends to it is to see to it that {@link #asksToResume} stays false unless something was lost on the way.
 */
public final class Screen {
    private final List<JsonObject> entries = new ArrayList<>();
    private final Map<String, Answer> answers = new HashMap<>();
    private final Map<String, JsonObject> progress = new HashMap<>();
    private long lastSeq = -1;
    private boolean asksToResume;
    private int repeats;

    /** The text of one answer as it is shown. */
    public static final class Answer {
        private int attempt;
        private StringBuilder content = new StringBuilder();
        private StringBuilder thinking = new StringBuilder();
        private @Nullable JsonObject end;

        public int attempt() {
            return attempt;
        }

        public String content() {
            return content.toString();
        }

        public String thinking() {
            return thinking.toString();
        }

        /** The entry that ended it; null while it runs. */
        public @Nullable JsonObject end() {
            return end;
        }

        private void begin(int newAttempt) {
            attempt = newAttempt;
            content = new StringBuilder();
            thinking = new StringBuilder();
        }
    }

    /** Takes one message as it stood on the wire. */
    public void take(JsonObject message) {
        switch (message.getString("type")) {
            case "status" -> status(message);
            case "ai_snapshot" -> snapshot(message);
            case "ai_delta" -> delta(message);
            case "progress" -> progress.put(message.getString("task_id"), message);
            case "ack", "error", "pong", "help", "history" -> {
                // for the one who asked; shows nothing of the log
            }
            default -> {
                if (message.containsKey("seq")) {
                    entry(message);
                }
            }
        }
    }

    /** The last entry shown; what a resume asks to go on from. -1: nothing was ever shown. */
    public long lastSeq() {
        return lastSeq;
    }

    /** The entry that was shown first, or would be. */
    public long firstSeq() {
        return entries.isEmpty() ? lastSeq + 1 : entries.get(0).getLong("seq");
    }

    /** An answer that runs, by its message id; null where none does. */
    public @Nullable String running() {
        return answers.entrySet().stream()
                .filter(answer -> answer.getValue().end == null)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    public List<JsonObject> entries() {
        return List.copyOf(entries);
    }

    public List<Long> seqs() {
        return entries.stream().map(entry -> entry.getLong("seq")).toList();
    }

    public Map<String, Answer> answers() {
        return Map.copyOf(answers);
    }

    /** The answer {@code messageId}; null where there is none. */
    public @Nullable Answer answer(String messageId) {
        return answers.get(messageId);
    }

    /** The text of the answer {@code messageId}; empty where there is none. */
    public String content(String messageId) {
        Answer answer = answers.get(messageId);
        return answer == null ? "" : answer.content();
    }

    /** The latest progress of each task. */
    public Map<String, JsonObject> progress() {
        return Map.copyOf(progress);
    }

    /** Whether something is missing, so that the client has to ask for what it missed. */
    public boolean asksToResume() {
        return asksToResume;
    }

    /** It asked. */
    public void resuming() {
        asksToResume = false;
    }

    /** How many entries came that were shown before. */
    public int repeats() {
        return repeats;
    }

    private void status(JsonObject message) {
        JsonObject details = message.getJsonObject("details");
        if ("connected".equals(message.getString("status")) && lastSeq < 0) {
            lastSeq = details.getLong("last_seq");
        } else if ("reset".equals(message.getString("status"))) {
            entries.clear();
            answers.clear();
            progress.clear();
            lastSeq = details.getLong("from_seq") - 1;
        }
    }

    private void entry(JsonObject entry) {
        long seq = entry.getLong("seq");
        if (seq <= lastSeq) {
            repeats++;
        } else if (seq > lastSeq + 1) {
            asksToResume = true;
        } else {
            lastSeq = seq;
            entries.add(entry);
            if ("ai_reply".equals(entry.getString("type"))) {
                end(entry);
            }
        }
    }

    private void end(JsonObject reply) {
        Answer answer = answer(reply);
        answer.begin(reply.getInteger("attempt"));
        answer.content.append(reply.getString("content"));
        answer.thinking.append(reply.getString("thinking"));
        answer.end = reply;
    }

    private void snapshot(JsonObject snapshot) {
        Answer answer = answer(snapshot);
        int attempt = snapshot.getInteger("attempt");
        if (answer.end == null && attempt >= answer.attempt) {
            answer.begin(attempt);
            answer.content.append(snapshot.getString("content"));
            answer.thinking.append(snapshot.getString("thinking"));
        }
    }

    private void delta(JsonObject delta) {
        Answer answer = answer(delta);
        int attempt = delta.getInteger("attempt");
        if (answer.end != null || attempt < answer.attempt) {
            return;
        }
        if (attempt > answer.attempt) {
            answer.begin(attempt);
        }
        put(answer.content, delta.getInteger("offset"), delta.getString("content"));
        put(answer.thinking, delta.getInteger("thinking_offset"), delta.getString("thinking"));
    }

    private void put(StringBuilder text, @Nullable Integer offset, @Nullable String more) {
        if (offset == null || more == null) {
            return;
        }
        if (offset > text.length()) {
            asksToResume = true;
        } else if (offset + more.length() > text.length()) {
            text.append(more.substring(text.length() - offset));
        }
    }

    private Answer answer(JsonObject message) {
        return answers.computeIfAbsent(message.getString("message_id"), id -> new Answer());
    }
}
