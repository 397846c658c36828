package io.parley.store;

import io.vertx.sqlclient.Row;

/** The last entry of a log, by number and by name: nobody can have one of the same name in its place. */
record LogEnd(long seq, String messageId) {
    /** Of an empty log. */
    static final LogEnd NONE = new LogEnd(0, "");

    /** What the columns from {@code from} tell. */
    static LogEnd of(Row row, int from) {
        Long seq = row.getLong(from);
        return seq == null ? NONE : new LogEnd(seq, row.getString(from + 1));
    }
}
