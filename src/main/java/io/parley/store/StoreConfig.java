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
 * @param mysql needed for {@link Kind#MYSQL}
 * @param migrate what to do with the schema at the start; null is {@link Migrate#AUTO}
 */
public record StoreConfig(
        Kind kind,
        @Nullable H2 h2,
        @Nullable MySql mysql,
        @Nullable Migrate migrate) {
    public StoreConfig {
        if (kind == Kind.MYSQL && mysql == null) {
            throw new IllegalArgumentException("store.mysql is missing, and store.kind is mysql");
        }
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

    /** The same, with the schema brought up to date. */
    public StoreConfig migrating() {
        return new StoreConfig(kind, h2, mysql, Migrate.AUTO);
    }

    /** A log that all of this Vert.x share and that is gone with it. */
    public static StoreConfig memory() {
        return new StoreConfig(Kind.MEMORY, null, null, null);
    }

    /** A log in {@code file}, an absolute path without the ending {@code .mv.db}. */
    public static StoreConfig h2(String file) {
        return new StoreConfig(Kind.H2, new H2(file, false, null, null), null, null);
    }

    /** A log in a database of a server. */
    public static StoreConfig mysql(MySql mysql) {
        return new StoreConfig(Kind.MYSQL, null, mysql, null);
    }

    /** Where the log is. */
    public enum Kind {
        @JsonProperty("memory")
        MEMORY,
        @JsonProperty("h2")
        H2,
        @JsonProperty("mysql")
        MYSQL
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
     * @param server {@code host:port} of the {@link SharedH2File} that has the file open; null or empty: this process opens it
     * @param serverToken what that one asks for; null or empty where there is none
     */
    public record H2(
            String file,
            boolean fsync,
            @Nullable String server,
            @Nullable String serverToken) {
        public H2 {
            if (file.isBlank() || file.indexOf(';') >= 0) {
                throw new IllegalArgumentException("store.h2.file must be a path without ';': " + file);
            }
            String at = server == null ? "" : server;
            String token = serverToken == null ? "" : serverToken;
            if (!at.isEmpty() && !at.matches("[^;/]+:[0-9]{1,5}")) {
                throw new IllegalArgumentException("store.h2.server must be host:port: " + at);
            }
            if (!at.isEmpty() && !token.matches("[0-9A-Za-z]+")) {
                throw new IllegalArgumentException(
                        "store.h2.server_token must be given with store.h2.server, and be of" + " letters and digits");
            }
        }

        /** Whether another process has the file open. */
        public boolean isServed() {
            return server != null && !server.isEmpty();
        }

        @Override
        public String toString() {
            return isServed() ? file + ".mv.db, served at " + server : file + ".mv.db";
        }
    }

    /** Whether the connections to a server are encrypted. */
    public enum Tls {
        /** No. */
        @JsonProperty("off")
        OFF,
        /** Yes, with whoever answers. */
        @JsonProperty("required")
        REQUIRED,
        /** Yes, and only with whom a certificate names as the host that was asked for. */
        @JsonProperty("verify")
        VERIFY
    }

    /**
     * A database of a MySQL (8 or later) or MariaDB (10.6 or later) server.
     *
     * @param pool most connections that this process opens
     * @param tls null is {@link Tls#OFF}
     * @param tlsCa path of a PEM file with the certificates to trust; null or empty: those of the system
     */
    public record MySql(
            String host,
            int port,
            String database,
            String user,
            String password,
            int pool,
            @Nullable Tls tls,
            @Nullable String tlsCa) {
        private static final int LEAST_POOL = 2;

        public MySql {
            if ((host + tlsCa).matches(".*[?&].*")) {
                throw new IllegalArgumentException("store.mysql.host and store.mysql.tls_ca must not contain ? or &");
            }
            if (host.isBlank() || port < 1 || port > 65_535) {
                throw new IllegalArgumentException(
                        "store.mysql needs a host and a port of 1..65535: " + host + ":" + port);
            }
            if (database.isBlank() || user.isBlank()) {
                throw new IllegalArgumentException("store.mysql.database and store.mysql.user must be given");
            }
            if (pool < LEAST_POOL) {
                throw new IllegalArgumentException("store.mysql.pool must be at least " + LEAST_POOL + ": " + pool);
            }
        }

        /** Whether to encrypt, never null. */
        @Override
        public Tls tls() {
            return tls == null ? Tls.OFF : tls;
        }

        /** Null: the certificates of the system. */
        @Override
        public @Nullable String tlsCa() {
            return tlsCa == null || tlsCa.isBlank() ? null : tlsCa;
        }

        /** Without the password. */
        @Override
        public String toString() {
            return user + "@" + host + ":" + port + "/" + database;
        }
    }
}
