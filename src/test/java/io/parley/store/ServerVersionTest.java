package io.parley.store;

import static io.parley.store.ConversationLogContract.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.store.StoreConfig.Kind;
import io.parley.store.StoreConfig.Migrate;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ServerVersionTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.5.23-MariaDB-0+deb11u1",
                "5.5.5-10.3.39-MariaDB",
                "10.2.44-MariaDB-log",
                "5.7.44-log",
                "5.6",
                "8.0.0-dmr"
            })
    void olderOneIsToldWhatItLacks(String version) {
        assertThat(ServerVersion.tooOld(version)).contains(version, "MariaDB 10.6", "MySQL 8.0.1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.6.0-MariaDB",
                "5.5.5-10.11.6-MariaDB-0+deb12u1",
                "11.4.2-MariaDB-ubu2404",
                "8.0.1-dmr",
                "8.0.36-28",
                "8.4.0",
                "9.3.0-commercial",
                "8.0",
                "8.0.mysql_aurora.3.04.0",
                "",
                "none",
                "99999999999.1"
            })
    void youngerOneIsTakenAndSoIsOneThatDoesNotTell(String version) {
        assertThat(ServerVersion.tooOld(version)).isNull();
    }

    /** MariaDB says of itself what it is told to. */
    @Test
    void startOnAnOlderServerIsOneLineThatSaysWhatIsNeededWhoeverMakesTheTables() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (MariaDbServer server = MariaDbServer.start("--version=10.5.23-MariaDB-log")) {
            StoreConfig config = server.newDatabase();

            for (Migrate migrate : List.of(Migrate.AUTO, Migrate.VALIDATE, Migrate.OFF)) {
                Future<ConversationLog> log =
                        Logs.open(vertx, new StoreConfig(Kind.MYSQL, null, config.mysql(), migrate));

                assertThatThrownBy(() -> get(log))
                        .isInstanceOf(StoreFailure.class)
                        .hasMessageContaining("10.5.23-MariaDB")
                        .hasMessageContaining("MariaDB 10.6 or MySQL 8.0.1")
                        .hasMessageContaining("127.0.0.1:" + server.port())
                        .hasMessageNotContaining("\n");
            }
        } finally {
            get(vertx.close());
        }
    }
}
