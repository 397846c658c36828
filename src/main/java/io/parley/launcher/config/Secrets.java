package io.parley.launcher.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.regex.Pattern;

/**
 * Keeps secrets out of what is shown: by the names of their keys, as verticles of others have secrets too, and in addresses the
 * user with the password, and the query.
 */
final class Secrets {
    /** Numbers of tokens and times are none. */
    private static final Pattern NAME = Pattern.compile(
            "(?i)(?!.*_ms$|(max|history)_tokens$)(.*(password|passwd|secret|token|credential|api_?key|private_?key).*|key)");

    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z][A-Za-z0-9+.:-]*://\\S*");
    private static final Pattern USER = Pattern.compile("://[^/?#]*@");
    private static final Pattern QUERY = Pattern.compile("\\?[^#]+");

    private Secrets() {}

    /** A copy of {@code node} in which texts under such a name, and such parts of addresses, at any depth, read {@code ***}. */
    static JsonNode masked(JsonNode node) {
        if (node.isTextual()) {
            return new TextNode(shown(node.asText()));
        }
        JsonNode copy = node.deepCopy();
        mask(copy);
        return copy;
    }

    /** Whether what lies at {@code pointer} may not be shown. */
    static boolean isSecret(String pointer) {
        return NAME.matcher(pointer.substring(pointer.lastIndexOf('/') + 1)).matches();
    }

    private static void mask(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.properties()
                    .forEach(entry -> entry.setValue(
                            entry.getValue().isTextual() && isSecret(entry.getKey())
                                    ? new TextNode("***")
                                    : masked(entry.getValue())));
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, masked(array.get(i)));
            }
        }
    }

    private static String shown(String text) {
        if (!ADDRESS.matcher(text).matches()) {
            return text;
        }
        String known = USER.matcher(text).replaceFirst("://***@");
        return QUERY.matcher(known).replaceFirst("?***");
    }
}
