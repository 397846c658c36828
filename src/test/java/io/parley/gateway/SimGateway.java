package io.parley.gateway;

import io.parley.bus.Transport;
import io.parley.gateway.identity.DevAuthenticator;
import io.parley.gateway.identity.Principal;
import io.parley.protocol.Lang;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The door of the model to a real gateway, with sockets in memory. */
public final class SimGateway {
    private static final long SWEEP_MS = 1_000;

    private final Vertx vertx;
    private final Gateway gateway;

    /** How to make one; read once for many. */
    @FunctionalInterface
    public interface Maker {
        SimGateway make(Vertx vertx, Transport transport, LongSupplier nanoTime);
    }

    private SimGateway(Vertx vertx, Gateway gateway) {
        this.vertx = vertx;
        this.gateway = gateway;
    }

    public static Maker configured(JsonObject section) {
        GatewayConfig config = GatewayConfig.of(section);
        return (vertx, transport, nanoTime) ->
                new SimGateway(vertx, new Gateway(vertx, config, transport, null, new DevAuthenticator(), nanoTime));
    }

    public Future<Void> start() {
        vertx.setPeriodic(SWEEP_MS, timer -> gateway.sweep());
        return gateway.start();
    }

    /** A client comes in. */
    public Line connect(String userId, String projectId, @Nullable String sessionId, @Nullable Long lastSeq) {
        MemorySocket socket = new MemorySocket();
        Handshake handshake = new Handshake(projectId, sessionId, lastSeq, Lang.EN);
        gateway.admission().enter("127.0.0.1");
        gateway.open(new Visitor(new Principal(userId), handshake, "127.0.0.1"), socket);
        return new Line(socket);
    }

    /** One client's end of a socket. */
    public static final class Line {
        private final MemorySocket socket;

        private Line(MemorySocket socket) {
            this.socket = socket;
        }

        public void send(String text) {
            if (socket.listener != null && !isClosed()) {
                socket.listener.text(text);
            }
        }

        /** The client reads at most {@code count} messages. */
        public List<String> take(int count) {
            List<String> taken = new ArrayList<>();
            while (taken.size() < count && socket.waiting() > 0) {
                taken.add(socket.take());
            }
            return taken;
        }

        public boolean isClosed() {
            return socket.closedWith != null;
        }

        /** The way breaks. */
        public void cut() {
            socket.cut();
        }
    }
}
