package io.parley.launcher.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A configuration in the making: values of several sources laid over each other, each with its place. Confined to the
 * thread that loads.
 */
final class Tree {
    private final ObjectNode root;
    private final Map<String, Place> places;

    private Tree(ObjectNode root, Map<String, Place> places) {
        this.root = root;
        this.places = places;
    }

    /** Begins with {@code defaults}, whose place is {@code source}. */
    static Tree of(ObjectNode defaults, String source) {
        Map<String, Place> places = new HashMap<>();
        places.put("", Place.of(source));
        return new Tree(defaults.deepCopy(), places);
    }

    /** The pointer of {@code key} in the object at {@code pointer}. */
    static String child(String pointer, String key) {
        return pointer + "/" + key.replace("~", "~0").replace("/", "~1");
    }

    Tree copy() {
        return new Tree(root.deepCopy(), new HashMap<>(places));
    }

    ObjectNode root() {
        return root;
    }

    /** The place of the value, or of the nearest one that it lies in. */
    Place place(String pointer) {
        String nearest = pointer;
        while (!places.containsKey(nearest)) {
            nearest = nearest.substring(0, nearest.lastIndexOf('/'));
        }
        return places.getOrDefault(nearest, Place.of("defaults"));
    }

    /** Lays {@code text} over what is here: objects are merged, all else is replaced. */
    void lay(JsonText text) {
        merge(root, text.tree());
        places.putAll(text.places());
    }

    /** Lays the object at {@code from} in {@code other} over the one at {@code to} here. */
    void lay(Tree other, String from, String to) {
        if (root.at(to) instanceof ObjectNode target && other.root.at(from) instanceof ObjectNode object) {
            merge(target, object);
        }
        other.places.forEach((pointer, place) -> {
            if (pointer.startsWith(from + "/")) {
                places.put(to + pointer.substring(from.length()), place);
            }
        });
    }

    /** Puts one value at {@code keys}; false, and nothing done, where what is no object stands in the way. */
    boolean put(List<String> keys, JsonNode value, Place place) {
        ObjectNode node = root;
        for (String key : keys.subList(0, keys.size() - 1)) {
            if (!node.has(key)) {
                node.putObject(key);
            }
            if (!(node.get(key) instanceof ObjectNode next)) {
                return false;
            }
            node = next;
        }
        node.set(keys.get(keys.size() - 1), value);
        String pointer = keys.stream().reduce("", Tree::child);
        places.keySet().removeIf(below -> below.startsWith(pointer + "/")); // what was there before is there no more
        places.put(pointer, place);
        return true;
    }

    private static void merge(ObjectNode target, ObjectNode source) {
        source.properties().forEach(entry -> {
            if (target.get(entry.getKey()) instanceof ObjectNode below && entry.getValue() instanceof ObjectNode over) {
                merge(below, over);
            } else {
                target.set(entry.getKey(), entry.getValue().deepCopy());
            }
        });
    }
}
