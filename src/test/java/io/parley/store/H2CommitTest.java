package io.parley.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What H2 has committed has to be found in its file at once, for whoever opens it after a kill. In 2.5.252 it was not, where a
 * commit used space again in the middle of the file: the header then led to the commit before it.
 */
class H2CommitTest {
    private static final String OPTIONS = ";DB_CLOSE_ON_EXIT=FALSE;WRITE_DELAY=0;RETENTION_TIME=0";
    private static final int ROWS = 500;
    private static final int COMMITS = 200;

    private final Path folder;
    private final Random random = new Random(1);

    H2CommitTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void whatIsCommittedIsInTheFileAlsoWhereSpaceIsUsedAgain() throws Exception {
        try (Connection connection = open("log", OPTIONS);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE t (id INT PRIMARY KEY, n INT, pad VARCHAR)");
            statement.execute("INSERT INTO t SELECT x, 0, REPEAT('x', 200) FROM SYSTEM_RANGE(1, " + ROWS + ")");
            connection.setAutoCommit(false);
            for (int i = 1; i <= COMMITS; i++) {
                for (int k = random.nextInt(20); k >= 0; k--) {
                    statement.execute("UPDATE t SET pad = REPEAT('y', " + random.nextInt(400) + ") WHERE id = "
                            + (2 + random.nextInt(ROWS - 1)));
                }
                statement.execute("UPDATE t SET n = " + i + " WHERE id = 1");
                connection.commit();

                assertThat(asAfterAKill()).isEqualTo(i);
            }
        }
    }

    /** What is read in the file as it is now. */
    private int asAfterAKill() throws Exception {
        Files.copy(folder.resolve("log.mv.db"), folder.resolve("copy.mv.db"), StandardCopyOption.REPLACE_EXISTING);
        try (Connection copy = open("copy", ";ACCESS_MODE_DATA=r");
                Statement statement = copy.createStatement();
                ResultSet found = statement.executeQuery("SELECT n FROM t WHERE id = 1")) {
            assertThat(found.next()).isTrue();
            return found.getInt(1);
        }
    }

    private Connection open(String name, String options) throws SQLException {
        return DriverManager.getConnection("jdbc:h2:file:" + folder.resolve(name) + options, "sa", "");
    }
}
