package io.parley.gateway;

import io.parley.ops.EventLog;
import io.parley.ops.EventLog.Field;
import io.parley.ops.Pace;
import io.parley.protocol.ErrorCode;
import java.util.function.LongSupplier;

/**
 * Tells the operator, at a {@link Pace}, of clients that came and whom no conversation instance took: this gateway works, and
 * serves nobody. Confined to one context.
 */
final class Unanswered {
    private static final EventLog LOG = EventLog.of(Unanswered.class, EventLog.GATEWAY);

    private final Pace pace;

    Unanswered(LongSupplier nanoTime) {
        this.pace = new Pace(nanoTime);
    }

    /** {@code peer} was not registered, for this reason. */
    void told(Peer peer, Throwable failure) {
        if (Registrar.refusalOf(failure).code() == ErrorCode.UNAVAILABLE) {
            pace.log(
                    LOG.warn("conversation_unanswered")
                            .addKeyValue(Field.PROJECT_ID, peer.projectId())
                            .addKeyValue("cause", String.valueOf(failure.getMessage())),
                    "no conversation instance took a client in time: is one there, does this node reach it on the bus,"
                            + " and is cluster.tls the same at all nodes?");
        }
    }
}
