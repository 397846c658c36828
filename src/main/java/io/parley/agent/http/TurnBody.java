package io.parley.agent.http;

import io.parley.agent.Turn;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;

/** A turn as a service in another language is asked it. Pure. */
final class TurnBody {
    private TurnBody() {}

    static JsonObject of(Turn turn) {
        JsonArray messages = new JsonArray();
        turn.history()
                .forEach(said -> messages.add(
                        new JsonObject().put("role", word(said.role())).put("content", said.content())));
        return new JsonObject()
                .put("turn_id", turn.turnId())
                .put("attempt", turn.attempt())
                .put("kind", word(turn.kind()))
                .put("again", turn.again())
                .put("project_id", turn.projectId())
                .put("user_id", turn.userId())
                .put("lang", turn.lang().tag())
                .put("messages", messages)
                .put("message", message(turn.message()));
    }

    private static JsonObject message(Turn.Message message) {
        JsonObject body = new JsonObject()
                .put("content", message.content())
                .put("attachments", new JsonArray(message.attachments()))
                .put("args", message.args())
                .put("metadata", message.metadata());
        return message.action() == null ? body : body.put("action", message.action());
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
