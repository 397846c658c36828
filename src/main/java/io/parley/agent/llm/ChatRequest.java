package io.parley.agent.llm;

import io.parley.agent.Turn;
import io.parley.agent.Turn.Role;
import io.parley.agent.Turn.Said;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** What a model is asked: the system's words, as much of what was said before as fits, and the question. Pure. */
final class ChatRequest {
    private static final int ASCII_IN_A_TOKEN = 4;
    private static final int AROUND_A_MESSAGE = 4;

    private ChatRequest() {}

    static JsonObject of(LlmConfig config, Turn turn) {
        JsonArray messages = new JsonArray();
        if (!config.systemPrompt().isBlank()) {
            messages.add(message("system", config.systemPrompt()));
        }
        fitting(turn.history(), config.historyTokens()).forEach(said -> add(messages, role(said), said.content()));
        add(messages, "user", question(turn));
        JsonObject request = new JsonObject()
                .put("messages", messages)
                .put("stream", true)
                .put("stream_options", new JsonObject().put("include_usage", true));
        if (!config.model().isBlank()) {
            request.put("model", config.model());
        }
        if (config.temperature() >= 0) {
            request.put("temperature", config.temperature());
        }
        return config.maxTokens() > 0 ? request.put("max_tokens", config.maxTokens()) : request;
    }

    /** The latest of {@code history} within {@code budget}, beginning with a question. */
    static List<Said> fitting(List<Said> history, int budget) {
        Deque<Said> kept = new ArrayDeque<>();
        int left = budget;
        for (int i = history.size() - 1; i >= 0; i--) {
            left -= tokens(history.get(i).content()) + AROUND_A_MESSAGE;
            if (left < 0) {
                break;
            }
            kept.addFirst(history.get(i));
        }
        while (!kept.isEmpty() && kept.getFirst().role() == Role.ASSISTANT) {
            kept.removeFirst(); // its question did not fit
        }
        return List.copyOf(kept);
    }

    /** An estimate that no tokenizer is asked for: four characters of ASCII are one, and any other character is. */
    static int tokens(String text) {
        int ascii = (int) text.chars().filter(c -> c < 0x80).count();
        int others = text.codePointCount(0, text.length()) - ascii;
        return (ascii + ASCII_IN_A_TOKEN - 1) / ASCII_IN_A_TOKEN + others;
    }

    private static String question(Turn turn) {
        Turn.Message message = turn.message();
        StringBuilder text = new StringBuilder(message.content());
        if (message.content().isBlank() && message.action() != null) {
            text.append(message.action());
        }
        boolean hasMore = message.action() != null || turn.kind() == Turn.Kind.TASK;
        if (hasMore && !message.args().isEmpty()) {
            text.append('\n').append(message.args().encode());
        }
        message.attachments().forEach(url -> text.append('\n').append(url));
        return text.toString();
    }

    private static String role(Said said) {
        return switch (said.role()) {
            case USER -> "user";
            case ASSISTANT -> "assistant";
        };
    }

    /** Many a model wants questions and answers by turns: a question without an answer goes with the next. */
    private static void add(JsonArray messages, String role, String content) {
        JsonObject last = messages.isEmpty() ? new JsonObject() : messages.getJsonObject(messages.size() - 1);
        if (role.equals(last.getString("role"))) {
            last.put("content", last.getString("content") + "\n\n" + content);
        } else {
            messages.add(message(role, content));
        }
    }

    private static JsonObject message(String role, String content) {
        return new JsonObject().put("role", role).put("content", content);
    }
}
