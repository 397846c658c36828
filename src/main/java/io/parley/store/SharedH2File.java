package io.parley.store;

import io.parley.store.StoreConfig.H2;
import io.parley.store.StoreConfig.Migrate;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import org.h2.tools.Server;

/**
 * A file of H2 that this process has open and that others on this machine use as if they had: a cluster to play with on one
 * log. They lose it with this process. It answers on loopback only, and only whoever knows its token. Blocks; any thread.
 */
public final class SharedH2File implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";
    private static final int TOKEN_BYTES = 16;

    private final H2 config;
    private final Connection first;
    private final Server server;

    private SharedH2File(H2 config, Connection first, Server server) {
        this.config = config;
        this.first = first;
        this.server = server;
    }

    /** Opens the file with its tables in order. Fails with {@link StoreFailure} whose message says what to do. */
    public static SharedH2File open(H2 config, Migrate migrate) {
        System.setProperty("h2.bindAddress", LOOPBACK);
        H2File file = new H2File(config);
        String token = HexFormat.of().formatHex(random());
        try {
            Connection first = file.connect(migrate);
            Server server = Server.createTcpServer("-tcpPort", "0", "-tcpDaemon", "-key", token, file.file());
            server.start();
            H2 served = new H2(config.file(), config.fsync(), LOOPBACK + ":" + server.getPort(), token);
            return new SharedH2File(served, first, server);
        } catch (SQLException failure) {
            throw new StoreFailure(file.file() + ".mv.db cannot be served: " + failure.getMessage(), failure);
        }
    }

    /** How another process opens the log. Its token is a secret: who has it can make this process do anything. */
    public H2 config() {
        return config;
    }

    /** Ends what others still do with the file, and closes it. */
    @Override
    public void close() {
        server.stop();
        try {
            first.close();
        } catch (SQLException failure) {
            throw new StoreFailure("the log did not close well: " + failure.getMessage(), failure);
        }
    }

    private static byte[] random() {
        byte[] bytes = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }
}
