package io.parley.launcher;

/**
 * How the event loops of this process share their time between what waits to be done and what comes from sockets.
 *
 * <p>Netty 4.2 runs what waits for as long as there is something, or for a second, before it looks at its sockets again. A
 * loop that has much to hand out would read its clients, and notice that they went, once a second.
 */
final class EventLoops {
    static final String QUANTUM = "io.netty.eventLoop.maxTaskProcessingQuantumMs";
    /** The least that Netty takes. */
    private static final String LEAST_MS = "100";

    private EventLoops() {}

    /** To be called before any class of Netty is there. What the command line of the JVM says counts. */
    static void prepare() {
        if (System.getProperty(QUANTUM) == null) {
            System.setProperty(QUANTUM, LEAST_MS);
        }
    }
}
