package io.parley.console;

import io.parley.ops.EventLog;
import io.parley.ops.Health;
import io.parley.ops.Metrics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.spi.LoggingEventBuilder;

/** What the console has to show. Confined to one context. */
final class Pages {
    private static final EventLog LOG = EventLog.of(Pages.class, EventLog.PARLEY);
    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final Vertx vertx;
    private final Metrics metrics;
    private final Health health;

    /** The scrape that is running, which whoever asks meanwhile shares; null while none is. */
    private @Nullable Future<Page> scraping;

    private Health.Report lastReadiness = new Health.Report(List.of(), List.of());

    Pages(Vertx vertx, Metrics metrics, Health health) {
        this.vertx = vertx;
        this.metrics = metrics;
        this.health = health;
    }

    Future<Page> metrics() {
        Future<Page> running = scraping;
        if (running == null) {
            running = vertx.executeBlocking(this::scrape);
            scraping = running; // before the next line, which runs at once where the scrape is done already
            running.onComplete(done -> scraping = null);
        }
        return running;
    }

    Future<Page> live() {
        return health.liveness().map(Pages::page);
    }

    Future<Page> ready() {
        return health.readiness().map(this::logged).map(Pages::page);
    }

    private Page scrape() {
        return metrics.scrape()
                .map(text -> new Page(200, PROMETHEUS_TEXT, text))
                .orElseGet(() -> Page.line(404, "this application exports its metrics by itself"));
    }

    private Health.Report logged(Health.Report now) {
        if (!now.equals(lastReadiness)) {
            line(now)
                    .addKeyValue("failing", now.failing())
                    .log(now.holds() ? "ready again" : "not ready: " + String.join("; ", now.reasons()));
            lastReadiness = now;
        }
        return now;
    }

    private static LoggingEventBuilder line(Health.Report now) {
        if (now.holds()) {
            return LOG.info("ready");
        }
        boolean isOrdered = now.failing().contains("node"); // it starts, or was told to stop
        return isOrdered ? LOG.info("not_ready") : LOG.warn("not_ready");
    }

    private static Page page(Health.Report report) {
        JsonObject body = new JsonObject()
                .put("status", report.holds() ? "UP" : "DOWN")
                .put("failing", new JsonArray(report.failing()));
        return Page.json(report.holds() ? 200 : 503, body.encode());
    }
}
