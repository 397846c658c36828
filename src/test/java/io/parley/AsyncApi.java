package io.parley;

import io.parley.protocol.ClientMessage;
import io.parley.protocol.ServerMessage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/** The AsyncAPI document of {@code /ws}: which message goes which way, its schema, and its golden file as an example. */
final class AsyncApi {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final String CHANNEL = "#/channels/conversation";

    private AsyncApi() {}

    static JsonObject document() throws IOException {
        Collection<String> said = WireSchema.types(ClientMessage.class).keySet();
        Collection<String> heard = WireSchema.types(ServerMessage.class).keySet();
        List<String> packed = List.of("batch", "compressed");
        JsonObject messages = new JsonObject();
        add(messages, "client", "client", said);
        add(messages, "server", "server", heard);
        add(messages, "packed", "server", packed);
        return new JsonObject()
                .put("asyncapi", "3.0.0")
                .put("info", info())
                .put("defaultContentType", "application/json")
                .put("servers", new JsonObject().put("local", server()))
                .put("channels", new JsonObject().put("conversation", channel(messages)))
                .put(
                        "operations",
                        new JsonObject()
                                .put("take", operation("receive", "What a client says.", said))
                                .put("tell", operation("send", "What the server says.", heard))
                                .put("pack", operation("send", "Where the client asks for it in the query.", packed)))
                .put("components", new JsonObject().put("messages", messages));
    }

    private static JsonObject info() {
        return new JsonObject()
                .put("title", "Parley")
                .put("version", "1")
                .put(
                        "description",
                        "The wire protocol parley.v1 between a client and a gateway. Positions in text count UTF-16 units. Receivers"
                                + " ignore fields that they do not know, and clients ignore types that they do not know.")
                .put(
                        "license",
                        new JsonObject()
                                .put("name", "Apache 2.0")
                                .put("url", "https://www.apache.org/licenses/LICENSE-2.0"));
    }

    private static JsonObject server() {
        return new JsonObject().put("host", "localhost:8080").put("protocol", "ws");
    }

    private static JsonObject channel(JsonObject messages) {
        JsonObject references = new JsonObject();
        messages.fieldNames().forEach(name -> references.put(name, reference("#/components/messages/" + name)));
        return new JsonObject()
                .put("address", "/ws")
                .put("description", "One WebSocket is one connection to one conversation; one message a text frame.")
                .put("messages", references)
                .put("bindings", new JsonObject().put("ws", new JsonObject().put("query", query())));
    }

    private static JsonObject query() {
        JsonObject id = new JsonObject().put("type", "string").put("pattern", "^[A-Za-z0-9._:@|~-]{1,128}$");
        return new JsonObject()
                .put("type", "object")
                .put("required", new JsonArray().add("project_id"))
                .put(
                        "properties",
                        new JsonObject()
                                .put("project_id", id)
                                .put("user_id", id.copy())
                                .put("session_id", id.copy())
                                .put(
                                        "last_seq",
                                        new JsonObject().put("type", "integer").put("minimum", 0))
                                .put("lang", new JsonObject().put("type", "string"))
                                .put("batch", choice("1"))
                                .put("compress", choice("deflate")));
    }

    private static JsonObject choice(String on) {
        return new JsonObject().put("enum", new JsonArray().add("0").add(on));
    }

    private static JsonObject operation(String action, String summary, Collection<String> names) {
        JsonArray messages = new JsonArray();
        names.forEach(name -> messages.add(reference(CHANNEL + "/messages/" + name)));
        return new JsonObject()
                .put("action", action)
                .put("summary", summary)
                .put("channel", reference(CHANNEL))
                .put("messages", messages);
    }

    private static void add(JsonObject messages, String folder, String schema, Collection<String> names)
            throws IOException {
        for (String name : names) {
            JsonObject example =
                    new JsonObject(Files.readString(GOLDEN.resolve(folder).resolve(name + ".json")));
            messages.put(
                    name,
                    new JsonObject()
                            .put("name", name)
                            .put("payload", reference("schema/" + schema + ".json#/definitions/" + name))
                            .put("examples", new JsonArray().add(new JsonObject().put("payload", example))));
        }
    }

    private static JsonObject reference(String to) {
        return new JsonObject().put("$ref", to);
    }
}
