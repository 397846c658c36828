package io.parley.gateway;

import io.parley.ops.ConnectionMeters.Status;

/** Where a connection is in its life. Times are epoch milliseconds. */
sealed interface ConnectionState {
    /** As it is counted. */
    Status status();

    /** Since when. */
    long sinceMs();

    /** The socket is open, the conversation has not answered yet. */
    record Connecting(long sinceMs) implements ConnectionState {
        @Override
        public Status status() {
            return Status.CONNECTING;
        }
    }

    /** The client was told {@code connected}. */
    record Connected(long sinceMs) implements ConnectionState {
        @Override
        public Status status() {
            return Status.CONNECTED;
        }
    }

    /** The socket was lost and the client did not mean it: its session waits for it. */
    record Reconnecting(long sinceMs) implements ConnectionState {
        @Override
        public Status status() {
            return Status.RECONNECTING;
        }
    }

    /** Ended for good. */
    record Disconnected(long sinceMs) implements ConnectionState {
        @Override
        public Status status() {
            return Status.DISCONNECTED;
        }
    }
}
