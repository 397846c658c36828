package io.parley.launcher.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** How errors name values, and what else the writer may have meant. */
public final class Words {
    private static final int LONGEST_SHOWN = 60;

    private Words() {}

    /** A value with its kind, such as {@code string "x"}; long ones are cut, structures are only named. */
    static String of(JsonNode node) {
        return switch (node.getNodeType()) {
            case STRING -> "string " + cut(node.toString());
            case NUMBER -> (node.isIntegralNumber() ? "integer " : "number ") + cut(node.toString());
            case BOOLEAN -> "boolean " + node;
            case NULL -> "null";
            default -> node.getNodeType().name().toLowerCase(Locale.ROOT);
        };
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
    }

    /** The one of {@code known} that looks most like {@code word}, if any is near enough to be what was meant. */
    public static Optional<String> nearest(String word, Collection<String> known) {
        int enough = Math.max(1, Math.min(3, word.length() / 2));
        return known.stream()
                .filter(name -> distance(word, name) <= enough)
                .min(Comparator.comparingInt(name -> distance(word, name)));
    }

    /** Letters to add, drop, change, or swap with their neighbour, to come from one word to the other. */
    private static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : step(cost, a, b, i, j);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int step(int[][] cost, String a, String b, int i, int j) {
        int change = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int best = Math.min(change, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
    }
}
