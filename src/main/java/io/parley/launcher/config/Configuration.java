package io.parley.launcher.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * What a node was told, checked: every key is known and every value is of the right kind and range.
 *
 * @param root the whole tree, all options present
 * @param verticles what to deploy, in the order of the file
 * @param notes what is strange but no fault, one sentence each
 */
public record Configuration(ObjectNode root, List<Entry> verticles, List<String> notes) {
    public Configuration {
        verticles = List.copyOf(verticles);
        notes = List.copyOf(notes);
    }

    /** Fails with {@link InvalidConfiguration}, which has all the faults of all the sources. */
    public static Configuration load(Sources sources) {
        return new Loading(sources).configuration();
    }

    /** {@code json} in many lines, with what looks like a secret left out. */
    public static String masked(String json) {
        return Secrets.masked(JsonText.parse("", json).tree()).toPrettyString();
    }
}
