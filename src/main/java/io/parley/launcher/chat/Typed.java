package io.parley.launcher.chat;

import io.parley.protocol.ClientMessage;
import io.parley.protocol.CommandName;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** What a typed line asks for. */
sealed interface Typed {
    /** Shown where somebody types {@code /help}, or a command that there is not. */
    List<String> HELP = List.of(
            "/stop            ends the answer that is running; what was said stays",
            "/regenerate      asks for another answer to the last question",
            "/choose N        takes what was offered under that number",
            "/generate TEXT   begins a task",
            "/history [N]     shows the last N entries, 20 if not said",
            "/quit            leaves; what is running goes on",
            "//TEXT           says a text that begins with /");

    int HISTORY = 20;

    /** To be sent. */
    record Say(ClientMessage message) implements Typed {}

    /** What was offered under that number is to be taken. */
    record Choose(int number) implements Typed {}

    /** To be told to who typed, and not sent. */
    record Tell(List<String> lines) implements Typed {}

    /** Nobody wants to go on. */
    record Quit() implements Typed {}

    /** Throws {@link io.parley.protocol.BadMessage} for what no server would take. */
    static Typed of(String line) {
        String text = line.strip();
        if (!text.startsWith("/")) {
            return new Say(new ClientMessage.Chat(null, line, List.of(), null, null, null));
        }
        if (text.startsWith("//")) {
            return new Say(new ClientMessage.Chat(null, text.substring(1), List.of(), null, null, null));
        }
        String[] words = text.split("\\s+", 2);
        String rest = words.length == 2 ? words[1] : "";
        return switch (words[0]) {
            case "/stop" -> command(CommandName.CANCEL, new JsonObject());
            case "/regenerate" -> command(CommandName.REGENERATE, new JsonObject());
            case "/generate" ->
                rest.isEmpty()
                        ? new Tell(List.of("/generate needs a text: what is to be made"))
                        : command(CommandName.GENERATE, new JsonObject().put("prompt", rest));
            case "/choose" ->
                rest.matches("[1-9]\\d?")
                        ? new Choose(Integer.parseInt(rest))
                        : new Tell(List.of("/choose takes the number of what was offered"
                                + (rest.isEmpty() ? "" : ", not " + rest)));
            case "/history" ->
                rest.isEmpty() || rest.matches("[1-9]\\d{0,2}")
                        ? history(rest.isEmpty() ? HISTORY : Integer.parseInt(rest))
                        : new Tell(List.of("/history takes a number from 1 to 999, not " + rest));
            case "/quit" -> new Quit();
            case "/help" -> new Tell(HELP);
            default -> new Tell(List.of("there is no " + words[0] + "; /help says what there is"));
        };
    }

    /** At most 200 entries come at once. */
    static Typed history(int limit) {
        return command(CommandName.HISTORY, new JsonObject().put("limit", Math.min(limit, 200)));
    }

    /** What went before the entry {@code seq}, as one finds it on coming in. */
    static ClientMessage before(long seq) {
        JsonObject args = new JsonObject().put("before_seq", seq).put("limit", HISTORY);
        return new ClientMessage.Command(null, CommandName.HISTORY, args, null, null);
    }

    private static Typed command(CommandName name, JsonObject args) {
        return new Say(new ClientMessage.Command(null, name, args, null, null));
    }
}
