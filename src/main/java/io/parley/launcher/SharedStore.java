package io.parley.launcher;

import io.parley.store.SharedH2File;
import io.parley.store.StoreConfig;
import io.parley.store.StoreConfig.H2;
import io.parley.store.StoreFailure;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The one log of several nodes on this machine: a file of H2 that this process serves to them, or a database that all reach. */
final class SharedStore implements AutoCloseable {
    private final StoreConfig config;
    /** Null: a database that all reach. */
    private final @Nullable SharedH2File file;

    private SharedStore(StoreConfig config, @Nullable SharedH2File file) {
        this.config = config;
        this.file = file;
    }

    /** Fails with {@link LaunchFailure} where there can be no one log. */
    static SharedStore of(StoreConfig config) {
        return switch (config.kind()) {
            case MYSQL -> new SharedStore(config, null);
            case H2 -> new SharedStore(config, served(Objects.requireNonNull(config.h2()), config));
            case MEMORY ->
                throw new LaunchFailure(
                        ExitCode.CONFIGURATION,
                        "store.kind is memory: each node would have a log of its own; a cluster needs h2 or mysql");
        };
    }

    private static @Nullable SharedH2File served(H2 h2, StoreConfig config) {
        try {
            return h2.isServed() ? null : SharedH2File.open(h2, config.migrate());
        } catch (StoreFailure failure) {
            throw new LaunchFailure(ExitCode.TEMPORARY, String.valueOf(failure.getMessage()));
        }
    }

    /** What the nodes are to find in their environment. */
    Map<String, String> environment() {
        if (file == null) {
            return Map.of();
        }
        H2 served = file.config();
        return Map.of(
                "PARLEY_STORE_H2_SERVER",
                String.valueOf(served.server()),
                "PARLEY_STORE_H2_SERVER_TOKEN",
                String.valueOf(served.serverToken()),
                "PARLEY_STORE_MIGRATE",
                "validate");
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
    }

    @Override
    public String toString() {
        return file == null
                ? String.valueOf(config.mysql() == null ? config.h2() : config.mysql())
                : Objects.requireNonNull(config.h2()) + " (H2, which this process serves to them)";
    }
}
