package io.parley.launcher.bench;

/** One chat on its way to its reply. Confined to the context of its connection. */
final class Trip {
    private final String id;
    private final long sentNanos;
    private boolean acknowledged;
    private boolean answering;
    private boolean replied;

    Trip(String id, long sentNanos) {
        this.id = id;
        this.sentNanos = sentNanos;
    }

    String id() {
        return id;
    }

    void acknowledged(Tally tally, long nowNanos) {
        if (!acknowledged) {
            acknowledged = true;
            tally.acknowledged(sentNanos, nowNanos);
        }
    }

    void token(Tally tally, long nowNanos) {
        if (!answering) {
            answering = true;
            tally.firstToken(sentNanos, nowNanos);
        }
    }

    void replied(Tally tally, long nowNanos) {
        replied = true;
        tally.replied(sentNanos, nowNanos);
    }

    boolean isOver() {
        return acknowledged && replied;
    }
}
