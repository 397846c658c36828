package io.parley.agent.demo;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;

/** The pace of one turn. Confined to the context on which it was made. */
final class Ticker {
    private static final long NONE = -1;

    private final Vertx vertx;
    private final Context context;
    private final long paceMillis;
    private long timer = NONE;
    private boolean stopped;

    Ticker(Vertx vertx, Duration pace) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.paceMillis = pace.toMillis();
    }

    /** Runs {@code step} once, after {@code paces}; not where it is stopped before. */
    void after(int paces, Runnable step) {
        if (stopped) {
            return;
        }
        if (paceMillis == 0) {
            context.runOnContext(now -> run(step));
        } else {
            timer = vertx.setTimer(paces * paceMillis, id -> run(step));
        }
    }

    void stop() {
        stopped = true;
        vertx.cancelTimer(timer);
    }

    private void run(Runnable step) {
        timer = NONE;
        if (!stopped) {
            step.run();
        }
    }
}
