package io.parley.agent.demo;

import io.parley.agent.Turn;
import io.parley.agent.Turn.Role;
import io.parley.agent.Turn.Said;
import io.parley.protocol.Lang;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns as a conversation makes them. */
final class Turns {
    static final Map<Lang, Phrasebook> BOOKS =
            new EnumMap<>(Map.of(Lang.EN, Phrasebook.load(Lang.EN), Lang.ZH_CN, Phrasebook.load(Lang.ZH_CN)));

    private Turns() {}

    static Turn chat(String content, Said... before) {
        return turn(Arrays.asList(before), message(content, null, new JsonObject()));
    }

    static Turn chat(Lang lang, String content) {
        return new Turn(
                Turn.Kind.ANSWER,
                "t1",
                1,
                false,
                "p1",
                "alice",
                lang,
                List.of(),
                message(content, null, new JsonObject()));
    }

    static Turn attached(String content, String... urls) {
        return turn(List.of(), new Turn.Message(content, List.of(urls), null, new JsonObject(), new JsonObject()));
    }

    static Turn action(String action, JsonObject args) {
        return action(action, args, "");
    }

    static Turn action(String action, JsonObject args, String label) {
        return turn(List.of(), message(label, action, args));
    }

    static Turn regenerate(String turnId, String content, Said... before) {
        return new Turn(
                Turn.Kind.ANSWER,
                turnId,
                1,
                true,
                "p1",
                "alice",
                Lang.EN,
                Arrays.asList(before),
                message(content, null, new JsonObject()));
    }

    static Turn task(Lang lang, JsonObject args) {
        return new Turn(Turn.Kind.TASK, "t1", 1, false, "p1", "alice", lang, List.of(), message("", null, args));
    }

    static Said user(String content) {
        return new Said(Role.USER, content);
    }

    static Said assistant(String content) {
        return new Said(Role.ASSISTANT, content);
    }

    static Question question(Turn turn) {
        return Question.of(turn, BOOKS);
    }

    static Reply reply(Turn turn) {
        return Intents.reply(question(turn));
    }

    private static Turn turn(List<Said> before, Turn.Message message) {
        return new Turn(Turn.Kind.ANSWER, "t1", 1, false, "p1", "alice", Lang.EN, before, message);
    }

    private static Turn.Message message(String content, @Nullable String action, JsonObject args) {
        return new Turn.Message(content, List.of(), action, args, new JsonObject());
    }
}
