package io.parley.bridge;

import io.parley.ops.EventLog;
import io.parley.ops.InTime;
import io.parley.ops.Ports;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Serves agents in other languages over TCP, and announces its port as {@code bridge}. Its configuration is the section {@code
 * bridge}. Does not start where others than this machine could reach it without a token and encryption.
 */
public final class BridgeVerticle extends VerticleBase {
    private static final EventLog LOG = EventLog.of(BridgeVerticle.class, EventLog.PARLEY);
    private static final String NAME = "bridge";

    private static final int MAX_STRANGERS = 64;

    private final Set<AgentConnection> connections = new LinkedHashSet<>();
    /** Those who have not shown that they may be here, the oldest first: they take no place of those who have. */
    private final Set<AgentConnection> strangers = new LinkedHashSet<>();

    private boolean stopping;

    @Override
    public Future<?> start() {
        BridgeConfig config = BridgeConfig.of(config());
        return vertx.createNetServer(config.server())
                .connectHandler(socket -> connected(socket, config))
                .listen()
                .map(NetServer::actualPort)
                .onSuccess(this::listening);
    }

    /**
     * Agents get no more turns, and may end those that they have, for a while; what is not over then is given to others, or ends
     * {@code interrupted}.
     */
    @Override
    public Future<?> stop() {
        stopping = true;
        List.copyOf(strangers).forEach(AgentConnection::close);
        List<Future<Void>> idle =
                List.copyOf(connections).stream().map(this::idle).toList();
        long mostMs = BridgeConfig.of(config()).drainTimeoutMs();
        return InTime.of(vertx, Future.join(idle), mostMs, TimeUnit.MILLISECONDS)
                .transform(over -> {
                    List.copyOf(connections).forEach(AgentConnection::close);
                    return Future.succeededFuture();
                });
    }

    /** One that has nothing in hand is free to go where there are turns, however long others take. */
    private Future<Void> idle(AgentConnection connection) {
        // Behind what it is told now.
        return connection.idle().onSuccess(over -> vertx.runOnContext(now -> connection.close()));
    }

    private void connected(NetSocket socket, BridgeConfig config) {
        if (stopping) {
            socket.close();
            return;
        }
        if (strangers.size() >= MAX_STRANGERS) {
            AgentConnection oldest = strangers.iterator().next();
            strangers.remove(oldest);
            oldest.makeRoom();
        }
        AgentConnection connection = new AgentConnection(vertx, socket, config, one -> enter(one, config));
        strangers.add(connection);
        connection.begin(() -> {
            strangers.remove(connection);
            connections.remove(connection);
        });
    }

    private boolean enter(AgentConnection connection, BridgeConfig config) {
        strangers.remove(connection);
        if (connections.size() >= config.connections()) {
            LOG.warn("bridge_full").log("bridge.connections has been reached; one more was closed");
            return false;
        }
        return connections.add(connection);
    }

    private void listening(int port) {
        Ports.of(vertx).announce(NAME, port);
        LOG.info("bridge_listening").addKeyValue("port", port).log("agents may connect");
    }
}
