package io.parley.ops;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import io.vertx.ext.healthchecks.CheckResult;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.healthchecks.Status;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Whether this process is well. Verticles register checks by name; the console asks them. Any thread.
 *
 * <p>A check runs on the context that registered it and has {@value #TIMEOUT_MS} ms: so one whose event loop is blocked
 * fails. Several checks of one name (one per instance) count as one, which holds when all hold.
 *
 * <pre>{@code
 * Health.of(vertx).ready("gateway", () -> listening && !draining ? Future.succeededFuture() : Future.failedFuture("…"));
 * }</pre>
 */
public final class Health implements Shareable {
    static final long TIMEOUT_MS = 2_000;

    private static final String SHARED = "parley.health";
    private static final char INSTANCE = '#';

    private final Vertx vertx;
    private final HealthChecks readiness;
    private final HealthChecks liveness;
    private final AtomicInteger registrations = new AtomicInteger();

    private Health(Vertx vertx) {
        this.vertx = vertx;
        this.readiness = HealthChecks.create(vertx);
        this.liveness = HealthChecks.create(vertx);
    }

    /** The checks of all verticles that {@code vertx} runs. */
    public static Health of(Vertx vertx) {
        LocalMap<String, Health> shared = vertx.sharedData().getLocalMap(SHARED);
        return shared.computeIfAbsent(SHARED, none -> new Health(vertx));
    }

    /**
     * Adds a check of whether work may be sent here. Register it first thing in {@code start()}, failing until all
     * listens, and let it fail again from the first moment of a drain.
     *
     * @param check a future that fails while {@code name} is not ready; the failure goes nowhere but the log
     */
    public Registration ready(String name, Supplier<Future<?>> check) {
        return add(readiness, name, check);
    }

    /** Adds a check of whether only a new process can help. Rarely right: it gets this one killed. */
    public Registration live(String name, Supplier<Future<?>> check) {
        return add(liveness, name, check);
    }

    /** Ready when every check holds, or there is none. Never fails. */
    public Future<Report> readiness() {
        return readiness.checkStatus().map(Health::report);
    }

    /** Alive when every check holds, or there is none. Never fails. */
    public Future<Report> liveness() {
        return liveness.checkStatus().map(Health::report);
    }

    private Registration add(HealthChecks checks, String name, Supplier<Future<?>> check) {
        if (name.isBlank() || name.indexOf('/') >= 0 || name.indexOf(INSTANCE) >= 0) {
            throw new IllegalArgumentException("a check's name must not be blank nor have / or #: " + name);
        }
        Context home = vertx.getOrCreateContext();
        String unique = name + INSTANCE + registrations.incrementAndGet();
        checks.register(
                unique,
                TIMEOUT_MS,
                verdict -> home.runOnContext(here -> ask(check)
                        .onSuccess(fine -> verdict.tryComplete(Status.OK()))
                        .onFailure(verdict::tryFail)));
        return () -> checks.unregister(unique);
    }

    private static Future<?> ask(Supplier<Future<?>> check) {
        return Future.succeededFuture().compose(now -> check.get()); // what it throws becomes a failure
    }

    private static Report report(CheckResult all) {
        List<CheckResult> failed = all.getChecks() == null
                ? List.of()
                : all.getChecks().stream().filter(check -> !check.getUp()).toList();
        return new Report(distinct(failed, Health::name), distinct(failed, Health::reason));
    }

    private static List<String> distinct(List<CheckResult> failed, Function<CheckResult, String> what) {
        return failed.stream().map(what).distinct().sorted().toList();
    }

    private static String name(CheckResult check) {
        return check.getId().substring(0, check.getId().indexOf(INSTANCE));
    }

    private static String reason(CheckResult check) {
        return name(check) + ": "
                + (check.getFailure() == null ? "failed" : check.getFailure().getMessage());
    }

    /**
     * What was found: the names of the checks that failed, sorted.
     *
     * @param reasons why, each after its name; for the log, not for who asks
     */
    public record Report(List<String> failing, List<String> reasons) {
        public Report {
            failing = List.copyOf(failing);
            reasons = List.copyOf(reasons);
        }

        public boolean holds() {
            return failing.isEmpty();
        }
    }

    /** One check that was added. */
    @FunctionalInterface
    public interface Registration {
        /** Takes the check away, when its verticle has stopped. */
        void remove();

        /** The same as the last step of a chain: {@code stopped.eventually(registration::removed)}. */
        default Future<Void> removed() {
            remove();
            return Future.succeededFuture();
        }
    }
}
