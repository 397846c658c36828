package io.parley.faults.node;

import java.io.IOException;

/** Kills a process when this JVM is gone, however it went: a shell that waits for the end of its input. */
final class Watchdog implements AutoCloseable {
    private final Process shell;

    private Watchdog(Process shell) {
        this.shell = shell;
    }

    static Watchdog over(long pid) throws IOException {
        return new Watchdog(new ProcessBuilder("sh", "-c", "read -r never; kill -KILL " + pid).start());
    }

    /** As if this JVM were gone. */
    void loseStarter() throws IOException {
        shell.getOutputStream().close();
    }

    /** The process is not watched any more. */
    @Override
    public void close() {
        shell.destroyForcibly();
    }
}
