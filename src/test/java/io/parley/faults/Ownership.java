package io.parley.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.faults.checker.Evidence;
import io.parley.faults.node.NodeProcess;
import io.parley.faults.node.Nodes;
import io.parley.store.MariaDbServer;
import io.parley.store.StoreConfig;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Two conversation nodes, a gateway and the database that they share, which is asked who owns what. */
final class Ownership {
    private final MariaDbServer server;
    private final StoreConfig.MySql database;

    private Ownership(MariaDbServer server, StoreConfig.MySql database) {
        this.server = server;
        this.database = database;
    }

    /** Of nodes on {@code database} that the test starts. */
    static Ownership in(MariaDbServer server, StoreConfig.MySql database) {
        return new Ownership(server, database);
    }

    /** Starts them, and waits until all are ready. */
    static Ownership start(MariaDbServer server, Nodes nodes) throws Exception {
        StoreConfig.MySql database = Objects.requireNonNull(server.newDatabase().mysql());
        nodes.on(database, server.port());
        nodes.startMember("a", "conversation").awaitReady();
        nodes.startMember("b", "conversation");
        nodes.startMember("gateway", "gateway");
        nodes.awaitReady();
        return new Ownership(server, database);
    }

    /** The node that owns the most conversations. */
    NodeProcess busiest(Nodes nodes) throws Exception {
        return owned(nodes.node("a")).size() >= owned(nodes.node("b")).size() ? nodes.node("a") : nodes.node("b");
    }

    /** Whether both own some: over Redis whoever is the quickest may get all. */
    boolean isShared(Nodes nodes) throws Exception {
        return !owned(nodes.node("a")).isEmpty() && !owned(nodes.node("b")).isEmpty();
    }

    /** The conversations that {@code node} owns. */
    List<String> owned(NodeProcess node) throws SQLException, IOException {
        return strings("SELECT project_id FROM conversation WHERE owner = '" + instance(node) + "'");
    }

    /** Entries that were appended under a lower epoch than one before them: there must be none. */
    List<String> outOfEpoch() throws SQLException {
        return strings(
                "SELECT CONCAT(later.project_id, ' ', later.seq) FROM message later JOIN message earlier"
                        + " ON later.project_id = earlier.project_id AND earlier.seq < later.seq AND earlier.epoch > later.epoch");
    }

    /** The highest epoch of each conversation. */
    List<String> epochs() throws SQLException {
        return strings("SELECT CAST(epoch AS CHAR) FROM conversation");
    }

    /** That the database has these logs, and nothing else: who reads at a gateway is answered from the owner's memory. */
    void assertStored(Evidence evidence) throws SQLException {
        List<String> read = evidence.logs().entrySet().stream()
                .flatMap(log -> log.getValue().stream()
                        .map(entry -> log.getKey() + " " + entry.getLong("seq") + " " + entry.getString("message_id")))
                .toList();
        assertThat(strings("SELECT CONCAT(project_id, ' ', seq, ' ', message_id) FROM message"))
                .containsExactlyInAnyOrderElementsOf(read);
    }

    private static String instance(NodeProcess node) throws IOException {
        List<String> serving = node.log().stream()
                .filter(line -> line.contains("\"conversation_serving\""))
                .map(line -> new JsonObject(line).getString("instance"))
                .toList();
        return serving.get(serving.size() - 1);
    }

    private List<String> strings(String query) throws SQLException {
        try (Connection connection = server.admin();
                Statement statement = connection.createStatement()) {
            statement.execute("USE " + database.database());
            List<String> all = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery(query)) {
                while (rows.next()) {
                    all.add(rows.getString(1));
                }
            }
            return all;
        }
    }
}
