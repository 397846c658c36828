package io.parley.store;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.parley.protocol.BadMessage;
import io.parley.protocol.ProtocolCodec;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * The configuration section {@code store}.
 *
 * @param h2 needed for {@link Kind#H2}
 * @param migrate what to do with the schema at the start; null is {@link Migrate#AUTO}
 */
public record StoreConfig(
        Kind kind, @Nullable H2 h2, @Nullable Migrate migrate) {
    public StoreConfig {
        if (kind == Kind.H2 && h2 == null) {
            throw new IllegalArgumentException("store.h2 is missing, and store.kind is h2");
        }
    }

    /** Reads the section. Throws {@link BadMessage} or {@link IllegalArgumentException} that names the field. */
    public static StoreConfig of(JsonObject section) {
        return ProtocolCodec.readExact(section, StoreConfig.class);
    }

    /** What to do with the schema at the start, never null. */
    @Override
    public Migrate migrate() {
        return migrate == null ? Migrate.AUTO : migrate;
    }

    /** A log that all of this Vert.x share and that is gone with it. */
    public static StoreConfig memory() {
        return new StoreConfig(Kind.MEMORY, null, null);
    }

    /** A log in {@code file}, an absolute path without the ending {@code .mv.db}. */
    public static StoreConfig h2(String file) {
        return new StoreConfig(Kind.H2, new H2(file, false), null);
    }

    /** Where the log is. */
    public enum Kind {
        @JsonProperty("memory")
        MEMORY,
        @JsonProperty("h2")
        H2
    }

    /** What to do with the schema at the start. */
    public enum Migrate {
        /** Bring it up to date. */
        @JsonProperty("auto")
        AUTO,
        /** Refuse one that is not up to date. */
        @JsonProperty("validate")
        VALIDATE,
        /** Do not look. */
        @JsonProperty("off")
        OFF
    }

    /**
     * A file of this machine.
     *
     * @param file path without the ending {@code .mv.db}
     * @param fsync wait for the disk at each commit: what is acknowledged survives a power cut too
     */
    public record H2(String file, boolean fsync) {
        public H2 {
            if (file.isBlank() || file.indexOf(';') >= 0) {
                throw new IllegalArgumentException("store.h2.file must be a path without ';': " + file);
            }
        }
    }
}
