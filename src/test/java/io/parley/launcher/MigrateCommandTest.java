package io.parley.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrateCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void printedSqlMakesAllTablesInOrder() throws Exception {
        int code = execute("migrate", "--print");

        assertThat(code).isZero();
        assertThat(out.toString()).contains("-- V1__log.sql", "-- V2__turn_lang.sql");
        try (Connection database = DriverManager.getConnection("jdbc:h2:mem:;MODE=MySQL;DATABASE_TO_LOWER=TRUE");
                var statement = database.createStatement()) {
            statement.execute(out.toString());
            assertThat(statement.executeQuery("SELECT lang FROM turn").next()).isFalse();
        }
    }

    @Test
    void tablesAreMadeWhereTheNodesThemselvesMayNotMakeThem(@TempDir Path folder) {
        String[] store = {"--data-dir", folder.toString(), "--set", "store.kind=h2", "--set", "store.migrate=validate"};

        int first = execute(with(store, "migrate"));
        int second = execute(with(store, "migrate"));

        assertThat(first).isZero();
        assertThat(second).isZero();
        assertThat(err.toString()).isEmpty();
        assertThat(Files.exists(folder.resolve("parley.mv.db"))).isTrue();
    }

    @Test
    void storeThatCannotBeReachedIsOneLine() {
        int code = execute("migrate", "--set", "store.kind=mysql", "--set", "store.mysql.port=1");

        assertThat(code).isEqualTo(ExitCode.TEMPORARY.number());
        assertThat(err.toString().lines()).hasSize(1).first().asString().contains("parley@127.0.0.1:1/parley");
    }

    private static String[] with(String[] store, String command) {
        String[] all = new String[store.length + 1];
        all[0] = command;
        System.arraycopy(store, 0, all, 1, store.length);
        return all;
    }

    private int execute(String... args) {
        return Main.execute(new PrintWriter(out, true), new PrintWriter(err, true), args);
    }
}
