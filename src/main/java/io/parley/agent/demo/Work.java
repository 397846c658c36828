package io.parley.agent.demo;

import io.parley.agent.Outcome;
import io.parley.agent.ReplySink;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Map;

/** Carries out a task in phases, telling how far it is. Confined to the turn's context. */
final class Work {
    private static final int STEPS_A_PHASE = 10;
    private static final int PACES_A_STEP = 10;

    private final Commission commission;
    private final ReplySink sink;
    private final Ticker ticker;
    private final List<String> phases;
    private final Promise<Outcome> done = Promise.promise();
    private int steps;

    Work(Commission commission, ReplySink sink, Ticker ticker) {
        this.commission = commission;
        this.sink = sink;
        this.ticker = ticker;
        this.phases = commission.book().lines("task.phases");
    }

    /** Completes with the result, or when the task is cancelled. */
    Future<Outcome> begin() {
        report();
        ticker.after(PACES_A_STEP, this::step);
        sink.onCancel(this::stop);
        return done.future();
    }

    private void step() {
        steps++;
        report();
        if (steps == STEPS_A_PHASE * phases.size()) {
            done.tryComplete(Outcome.result(commission.result()).offering(Offering.after(commission)));
        } else {
            ticker.after(PACES_A_STEP, this::step);
        }
    }

    private void report() {
        int all = STEPS_A_PHASE * phases.size();
        int phase = Math.min(steps / STEPS_A_PHASE, phases.size() - 1);
        List<String> lines = commission.book().lines("task.doing." + (phase + 1));
        int taken = steps - phase * STEPS_A_PHASE;
        String line = lines.get(Math.min(taken * lines.size() / STEPS_A_PHASE, lines.size() - 1));
        sink.progress(
                steps * 100 / all, phases.get(phase), Phrasebook.fill(line, Map.of("subject", commission.subject())));
    }

    private void stop() {
        ticker.stop();
        done.tryComplete(Outcome.complete());
    }
}
