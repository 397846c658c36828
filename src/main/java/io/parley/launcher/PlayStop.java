package io.parley.launcher;

import io.parley.launcher.play.PlayCluster;

/** Stops a cluster to play with when its process is told to end: the nodes first, which still need the log. */
final class PlayStop extends Thread {
    private static final long LONGER_MS = 5_000;

    private final PlayCluster cluster;
    private final SharedStore store;
    private final long timeoutMs;

    /** {@code timeoutMs} is how long a node may take. */
    PlayStop(PlayCluster cluster, SharedStore store, long timeoutMs) {
        super("parley-stop");
        this.cluster = cluster;
        this.store = store;
        this.timeoutMs = timeoutMs;
    }

    @Override
    public void run() {
        try {
            if (!cluster.stop(timeoutMs + LONGER_MS)) {
                System.err.println("a node did not stop in time and was killed");
            }
            store.close();
        } catch (InterruptedException cut) {
            System.err.println("the stop was cut short; the nodes end with this process");
        }
        System.out.flush();
    }
}
