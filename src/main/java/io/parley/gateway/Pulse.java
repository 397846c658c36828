package io.parley.gateway;

/** The signs of life of one client, which is asked for them by pings. Confined to one context. */
final class Pulse implements Wheel.Rider {
    private final Socket socket;
    private final Runnable lost;
    /** Epoch milliseconds; 0: never yet. */
    private long lastPingMs;

    private boolean awaiting;

    /** {@code lost} is done where no sign came in time. */
    Pulse(Socket socket, Runnable lost) {
        this.socket = socket;
        this.lost = lost;
    }

    /** When the client was asked last, in epoch milliseconds; 0: never yet. */
    long lastPingMs() {
        return lastPingMs;
    }

    /** There was a sign. */
    void felt() {
        awaiting = false;
    }

    @Override
    public void beat() {
        lastPingMs = System.currentTimeMillis();
        awaiting = socket.ping();
    }

    @Override
    public void requirePong() {
        if (awaiting) {
            lost.run();
        }
    }
}
