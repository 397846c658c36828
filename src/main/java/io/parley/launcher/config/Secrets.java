package io.parley.launcher.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.regex.Pattern;

/** Keeps secrets out of what is shown: by the names of their keys, as verticles of others have secrets too. */
final class Secrets {
    private static final Pattern NAME =
            Pattern.compile("(?i).*(password|passwd|secret|token|credential|api_?key|private_?key).*|key");

    private Secrets() {}

    /** A copy of {@code node} in which texts under such a name, at any depth, read {@code ***}. */
    static JsonNode masked(JsonNode node) {
        JsonNode copy = node.deepCopy();
        mask(copy);
        return copy;
    }

    /** Whether what lies at {@code pointer} may be shown. */
    static boolean isSecret(String pointer) {
        return NAME.matcher(pointer.substring(pointer.lastIndexOf('/') + 1)).matches();
    }

    private static void mask(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.properties().forEach(entry -> {
                if (NAME.matcher(entry.getKey()).matches() && entry.getValue().isTextual()) {
                    entry.setValue(new TextNode("***"));
                }
            });
        }
        node.forEach(Secrets::mask);
    }
}
