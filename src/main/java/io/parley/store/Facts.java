package io.parley.store;

import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What little of a conversation says whether a copy of the rest is good.
 *
 * @param end its last entry
 * @param hasTurns whether one is open
 * @param members their user ids
 */
record Facts(LogEnd end, boolean hasTurns, List<String> members) {
    /** How many columns of a row tell facts: last number, its name, open turns, and one member in a row of its own. */
    static final int COLUMNS = 4;

    Facts {
        members = List.copyOf(members);
    }

    static Facts none() {
        return new Facts(LogEnd.NONE, false, List.of());
    }

    /** Puts the facts of conversations together, of which one row has all but the members. */
    static final class Rows {
        private final Map<String, Facts> all = new HashMap<>();
        private final Map<String, List<String>> members = new HashMap<>();

        /** The first column is the conversation, and facts begin at column {@code from}. True: it tells a member alone. */
        boolean add(Row row, int from) {
            String projectId = row.getString(0);
            String member = row.getString(from + COLUMNS - 1);
            if (member != null) {
                members.computeIfAbsent(projectId, id -> new ArrayList<>()).add(member);
                return true;
            }
            all.put(projectId, new Facts(LogEnd.of(row, from), row.getLong(from + 2) > 0, List.of()));
            return false;
        }

        Facts of(String projectId) {
            Facts told = all.getOrDefault(projectId, none());
            List<String> sorted = new ArrayList<>(members.getOrDefault(projectId, List.of()));
            Collections.sort(sorted);
            return new Facts(told.end(), told.hasTurns(), sorted);
        }
    }
}
