package io.parley.store;

import java.util.Collections;

/**
 * All statements, valid on H2 in MySQL mode, MariaDB and MySQL 8. Where rows are read in order, the whole key is named:
 * H2 walks the index only then, and sorts all of the conversation otherwise.
 */
final class Sql {
    /** A variable with a name that no other connection has; null in a database that has died when its connections have. */
    static final String CONNECTION = "@parley_connection";

    static final String LOG_ID_NEW = "INSERT IGNORE INTO log (id, log_id) VALUES (1, ?)";
    static final String LOG_ID = "SELECT log_id FROM log WHERE id = 1";

    /** Whether the lease of {@code i} holds. It does not either where the clock was set back by more than its length. */
    private static final String LIVE = "i.lease_until BETWEEN UNIX_TIMESTAMP() AND UNIX_TIMESTAMP() + 2 * i.lease_s";

    static final String RENEW = "UPDATE instance i SET i.lease_until = UNIX_TIMESTAMP() + ?, i.lease_s = ?"
            + " WHERE i.instance_id = ? AND " + LIVE;
    static final String NEW_LEASE = "INSERT INTO instance (instance_id, lease_until, lease_s, started_at)"
            + " VALUES (?, UNIX_TIMESTAMP() + ?, ?, UNIX_TIMESTAMP())"
            + " ON DUPLICATE KEY UPDATE lease_until = VALUES(lease_until), lease_s = VALUES(lease_s)";
    static final String END_LEASE = "DELETE FROM instance WHERE instance_id = ?";
    static final String END_OTHER_LEASES = "DELETE FROM instance WHERE instance_id <> ?";
    static final String GIVE_BACK_ALL = "UPDATE conversation SET owner = NULL WHERE owner = ?";
    static final String OWNER = "SELECT owner, epoch FROM conversation WHERE project_id = ?";
    static final String OWNED = "SELECT project_id, epoch FROM conversation WHERE owner = ?";

    static final String LAST_SEQ =
            "SELECT seq FROM message WHERE project_id = ? ORDER BY project_id DESC, seq DESC LIMIT 1";
    static final String SIZES_AFTER = "SELECT seq, CHAR_LENGTH(body) FROM message WHERE project_id = ? AND seq > ?"
            + " ORDER BY project_id, seq LIMIT ?";
    static final String SIZES_BEFORE = "SELECT seq, CHAR_LENGTH(body) FROM message WHERE project_id = ? AND seq < ?"
            + " ORDER BY project_id DESC, seq DESC LIMIT ?";
    static final String ENTRIES_UP = "SELECT body, ends_seq FROM message WHERE project_id = ? AND seq BETWEEN ? AND ?"
            + " ORDER BY project_id, seq";
    static final String ENTRIES_DOWN = "SELECT body, ends_seq FROM message WHERE project_id = ? AND seq BETWEEN ? AND ?"
            + " ORDER BY project_id DESC, seq DESC";
    static final String BY_MESSAGE_ID = "SELECT body, ends_seq FROM message WHERE project_id = ? AND message_id = ?";
    static final String BY_CLIENT_ID =
            "SELECT body, ends_seq FROM message WHERE project_id = ? AND user_id = ? AND client_id = ?";
    static final String END_OF = "SELECT body, ends_seq FROM message WHERE project_id = ? AND ends_seq = ?";
    static final String ORPHANS = "SELECT DISTINCT t.project_id FROM turn t"
            + " JOIN conversation c ON c.project_id = t.project_id LEFT JOIN instance i ON i.instance_id = c.owner"
            + " WHERE (i.instance_id IS NULL OR NOT " + LIVE + ") AND t.project_id > ? ORDER BY t.project_id LIMIT ?";

    /** Parameters: the first name and the last, neither with it, and a time. */
    static final String EMPTY_OLD = "DELETE FROM message WHERE project_id > ? AND project_id < ? AND created_at < ?";

    static final String KEEP_CHECKPOINT = "INSERT INTO checkpoint (project_id, seq, epoch, at_ms, body)"
            + " SELECT project_id, seq, ?, ?, ? FROM turn WHERE project_id = ? AND seq = ?"
            + " ON DUPLICATE KEY UPDATE epoch = VALUES(epoch), at_ms = VALUES(at_ms), body = VALUES(body)";

    static final String LEAVE = "DELETE FROM member WHERE user_id = ? AND project_id = ?";
    static final String ROLE = "SELECT role FROM member WHERE user_id = ? AND project_id = ?";
    static final String MEMBERS =
            "SELECT user_id, role, joined_at FROM member WHERE project_id = ? ORDER BY joined_at, user_id";
    static final String CONVERSATIONS_OF = "SELECT m.project_id, c.title, m.role, " + last("seq", "m") + ", "
            + last("created_at", "m")
            + ", c.created_at FROM member m JOIN conversation c ON c.project_id = m.project_id"
            + " WHERE m.user_id = ? AND c.deleted_at IS NULL ORDER BY c.updated_at DESC, m.project_id LIMIT ?";
    static final String RENAME = "UPDATE conversation SET title = ? WHERE project_id = ? AND owner = ? AND epoch = ?";
    static final String DELETED = "UPDATE conversation SET owner = NULL, epoch = epoch + 1, title = '', deleted_at = ?"
            + " WHERE project_id = ?";

    /** Number and name of the last entry of {@code c}. */
    private static final String END = last("seq", "c") + ", " + last("message_id", "c");

    /** All {@link Facts} of {@code c} but its members, who come in rows of their own. */
    private static final String FACTS = END + ", (SELECT COUNT(*) FROM turn t WHERE t.project_id = c.project_id), NULL";

    private Sql() {}

    private static String last(String column, String of) {
        return "(SELECT l." + column + " FROM message l WHERE l.project_id = " + of + ".project_id"
                + " ORDER BY l.project_id DESC, l.seq DESC LIMIT 1)";
    }

    static String empty(String table) {
        return "DELETE FROM " + table + " WHERE project_id = ?";
    }

    /** Parameters: the conversations, twice. The facts of what is nobody's, from column 5 on, hold while it is nobody's. */
    static String owners(int conversations) {
        return "SELECT c.project_id, c.owner, c.epoch, i.instance_id, c.deleted_at, " + FACTS + " FROM conversation c"
                + " LEFT JOIN instance i ON i.instance_id = c.owner AND " + LIVE
                + " WHERE c.project_id IN " + list("?", conversations)
                + " UNION ALL SELECT m.project_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, m.user_id FROM member m"
                + " LEFT JOIN conversation c ON c.project_id = m.project_id WHERE c.owner IS NULL AND m.project_id IN "
                + list("?", conversations);
    }

    static String newConversations(int conversations) {
        return "INSERT IGNORE INTO conversation (project_id, created_at, updated_at) VALUES "
                + rows("(?, ?, ?)", conversations);
    }

    /** The key is named alone too, so that no database looks at other rows. Parameters: owner, time, the conversations, and {@link #claimable}. */
    static String claims(int conversations) {
        return "UPDATE conversation c SET owner = ?, epoch = epoch + 1, updated_at = ? WHERE c.project_id IN "
                + list("?", conversations) + " AND " + claimable(conversations);
    }

    /**
     * The same, without the rows that somebody else has locked, and without waiting for them; not for H2. The limit keeps the
     * inner statement one of its own, which is done first. Parameters: the conversations, owner, time, and {@link #claimable}.
     */
    static String claimsFree(int conversations) {
        return "UPDATE " + freeOnes(conversations) + " SET c.owner = ?, c.epoch = c.epoch + 1, c.updated_at = ? WHERE "
                + claimable(conversations);
    }

    /** With the key named as the way into the outer rows, no plan looks at others, which it would lock. */
    private static String freeOnes(int conversations) {
        if (conversations < 2) {
            throw new IllegalArgumentException("one row alone is waited for, see Padded.several: " + conversations);
        }
        return "(SELECT project_id FROM conversation WHERE project_id IN " + list("?", conversations)
                + " ORDER BY project_id LIMIT " + conversations + " FOR UPDATE SKIP LOCKED) f"
                + " STRAIGHT_JOIN conversation c FORCE INDEX (PRIMARY) ON c.project_id = f.project_id";
    }

    /** Parameters: each conversation with its epoch, and owner. */
    private static String claimable(int conversations) {
        return "(c.project_id, c.epoch) IN " + list("(?, ?)", conversations)
                + " AND c.deleted_at IS NULL AND (c.owner IS NULL OR c.owner = ? OR NOT EXISTS (SELECT 1 FROM instance i"
                + " WHERE i.instance_id = c.owner AND " + LIVE + "))";
    }

    /** Parameters: owner, the conversations, and each with its epoch. */
    static String giveBack(int conversations) {
        return "UPDATE conversation SET owner = NULL WHERE owner = ? AND project_id IN " + list("?", conversations)
                + " AND (project_id, epoch) IN " + list("(?, ?)", conversations);
    }

    /** The same without the rows that somebody else has locked, as {@link #claimsFree}. Parameters: the conversations, owner, and each with its epoch. */
    static String giveBackFree(int conversations) {
        return "UPDATE " + freeOnes(conversations)
                + " SET c.owner = NULL WHERE c.owner = ? AND (c.project_id, c.epoch) IN "
                + list("(?, ?)", conversations);
    }

    static String joins(int members) {
        return "INSERT IGNORE INTO member (user_id, project_id, role, joined_at) VALUES "
                + rows("(?, ?, ?, ?)", members);
    }

    /** Parameters: the conversations, twice. {@link Facts} from column 1 on. */
    static String facts(int conversations) {
        return "SELECT c.project_id, " + FACTS + " FROM conversation c WHERE c.project_id IN "
                + list("?", conversations)
                + " UNION ALL SELECT m.project_id, NULL, NULL, NULL, m.user_id FROM member m WHERE m.project_id IN "
                + list("?", conversations);
    }

    static String openTurns(int conversations) {
        return "SELECT m.body, t.kind, t.answer_id, t.lang, t.attempt, c.body, t.project_id FROM turn t"
                + " JOIN message m ON m.project_id = t.project_id AND m.seq = t.seq"
                + " LEFT JOIN checkpoint c ON c.project_id = t.project_id AND c.seq = t.seq"
                + " WHERE t.project_id IN " + list("?", conversations) + " ORDER BY t.project_id, t.seq";
    }

    /** Parameters: conversation and how many, of each. */
    static String lastSizes(int conversations) {
        return union(
                "(SELECT seq, CHAR_LENGTH(body), project_id FROM message WHERE project_id = ?"
                        + " ORDER BY project_id DESC, seq DESC LIMIT ?)",
                conversations);
    }

    /** Parameters: conversation, first and last number, of each. */
    static String entries(int conversations) {
        return union(
                "(SELECT body, ends_seq, seq, project_id FROM message WHERE project_id = ? AND seq BETWEEN ? AND ?)",
                conversations);
    }

    /** Parameters: conversations. With each its owner, its epoch, and the name of the connection. */
    static String lock(int conversations) {
        return "SELECT project_id, owner, epoch, " + CONNECTION + " FROM conversation WHERE project_id IN "
                + list("?", conversations) + " ORDER BY project_id FOR UPDATE";
    }

    /** The same, without the rows that somebody else has locked, and without waiting for them. */
    static String lockFree(int conversations) {
        return lock(conversations) + " SKIP LOCKED";
    }

    static String ends(int conversations) {
        return "SELECT c.project_id, " + END + " FROM conversation c WHERE c.project_id IN " + list("?", conversations);
    }

    static String byMessageIds(int entries) {
        return "SELECT project_id, message_id, seq FROM message WHERE (project_id, message_id) IN "
                + list("(?, ?)", entries);
    }

    static String byClientIds(int entries) {
        return "SELECT project_id, user_id, client_id FROM message WHERE (project_id, user_id, client_id) IN "
                + list("(?, ?, ?)", entries);
    }

    static String byEnds(int entries) {
        return "SELECT project_id, ends_seq FROM message WHERE (project_id, ends_seq) IN " + list("(?, ?)", entries);
    }

    static String newMessages(int entries) {
        return "INSERT INTO message (project_id, seq, epoch, message_id, user_id, client_id, ends_seq, kind, created_at,"
                + " body) VALUES " + rows("(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", entries);
    }

    static String newTurns(int turns) {
        return "INSERT INTO turn (project_id, seq, kind, answer_id, lang, started_at) VALUES "
                + rows("(?, ?, ?, ?, ?, ?)", turns);
    }

    static String endTurns(int turns) {
        return "DELETE FROM turn WHERE (project_id, seq) IN " + list("(?, ?)", turns);
    }

    static String endCheckpoints(int turns) {
        return "DELETE FROM checkpoint WHERE (project_id, seq) IN " + list("(?, ?)", turns);
    }

    static String beginAttempts(int turns) {
        return "UPDATE turn SET attempt = ? WHERE (project_id, seq) IN " + list("(?, ?)", turns);
    }

    private static String union(String select, int times) {
        return String.join(" UNION ALL ", Collections.nCopies(times, select));
    }

    private static String list(String item, int times) {
        return "(" + rows(item, times) + ")";
    }

    private static String rows(String item, int times) {
        return String.join(",", Collections.nCopies(times, item));
    }
}
