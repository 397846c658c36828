package io.parley.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * How a file of H2 is used.
 *
 * @param bytes its size
 * @param livePercent how much of it is still needed, about
 * @param sessions how many connections it has
 */
record H2Room(long bytes, long livePercent, long sessions) {
    private static final long MOSTLY_DEAD_BELOW_PERCENT = 25;

    static H2Room of(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            long chunksPercent = info(statement, "FILL_RATE"); // of the file
            long pagesPercent = info(statement, "CHUNKS_FILL_RATE"); // of the chunks
            return new H2Room(
                    info(statement, "FILE_SIZE"),
                    chunksPercent * pagesPercent / 100,
                    number(statement, "SELECT COUNT(*) FROM INFORMATION_SCHEMA.SESSIONS"));
        }
    }

    boolean isMostlyDead() {
        return livePercent < MOSTLY_DEAD_BELOW_PERCENT;
    }

    /** Whether nobody else has the file open. */
    boolean isAlone() {
        return sessions == 1;
    }

    private static long info(Statement statement, String name) throws SQLException {
        return number(
                statement,
                "SELECT SETTING_VALUE FROM INFORMATION_SCHEMA.SETTINGS WHERE SETTING_NAME = 'info." + name + "'");
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
