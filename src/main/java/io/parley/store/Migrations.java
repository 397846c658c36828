package io.parley.store;

import io.parley.store.StoreConfig.Migrate;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;

/** Brings the schema up to date, or sees whether it is. Blocks: not for an event loop. */
final class Migrations {
    private static final String FOLDER = "classpath:db/migration";

    private Migrations() {}

    /** Throws {@link StoreFailure} that says what to do. */
    static void run(Migrate migrate, String url, String user, String password) {
        if (migrate == Migrate.OFF) {
            return;
        }
        try {
            Flyway flyway = Flyway.configure()
                    .dataSource(url, user, password)
                    .locations(FOLDER)
                    .load();
            if (migrate == Migrate.AUTO) {
                flyway.migrate();
            } else {
                requireUpToDate(flyway);
            }
        } catch (FlywayException failure) {
            throw new StoreFailure(
                    "the schema of the log cannot be brought up to date: " + firstLine(failure), failure);
        }
    }

    /** The text of all migrations, each below its name. */
    static String all() {
        MigrationInfo[] all = Flyway.configure()
                .dataSource("jdbc:h2:mem:", "", "") // asked for nothing
                .locations(FOLDER)
                .load()
                .info()
                .all();
        return Arrays.stream(all)
                .map(migration -> "-- " + migration.getScript() + "\n" + text(migration.getScript()) + "\n")
                .collect(Collectors.joining());
    }

    private static String text(String script) {
        try (InputStream in = Migrations.class.getResourceAsStream("/db/migration/" + script)) {
            return new String(Objects.requireNonNull(in, script).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void requireUpToDate(Flyway flyway) {
        MigrationInfo[] pending = flyway.info().pending();
        if (pending.length > 0) {
            String names = String.join(
                    ", ", Arrays.stream(pending).map(MigrationInfo::getScript).toList());
            throw new StoreFailure(
                    "the schema of the log lacks " + names + ": run these, or set store.migrate to auto", null);
        }
        flyway.validate();
    }

    private static String firstLine(FlywayException failure) {
        return String.valueOf(failure.getMessage()).strip().lines().findFirst().orElse("");
    }
}
