package io.parley.ops;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.UUID;

/**
 * One registry and the meters of Parley on it. Any thread.
 *
 * <p>Whoever makes the Vertx decides where its meters go:
 *
 * <pre>{@code
 * Metrics metrics = Metrics.create();            // or Metrics.on(the registry of your application)
 * Vertx vertx = metrics.share(metrics.builder(new VertxOptions()).build());
 * }</pre>
 *
 * <p>A Vertx with which nothing was shared has a registry of its own from the first question on. Nothing is global.
 */
public final class Metrics implements Shareable {
    private static final String SHARED = "parley.metrics";

    private final MeterRegistry registry;
    private final Meters meters;

    private Metrics(MeterRegistry registry) {
        this.registry = registry;
        this.meters = new Meters(registry);
    }

    /** A new registry for Prometheus. */
    public static Metrics create() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        registry.config().namingConvention(new ExactNames());
        return new Metrics(registry);
    }

    /**
     * Parley's meters on a registry of the application. Its naming convention stays as it is: give it {@link ExactNames}
     * before its first meter, or the gauge is scraped without its {@code _total}. To be called once per registry; share
     * the result with each Vertx.
     */
    public static Metrics on(MeterRegistry registry) {
        return new Metrics(registry);
    }

    /** What was shared with {@code vertx}; its own from now on if nothing was. */
    public static Metrics of(Vertx vertx) {
        return shared(vertx).computeIfAbsent(SHARED, none -> create());
    }

    /** From now on what {@code vertx} runs counts here. To be called before the first verticle is deployed. */
    public Vertx share(Vertx vertx) {
        shared(vertx).put(SHARED, this);
        return vertx;
    }

    /**
     * Builds a Vertx that measures itself and the JVM here: HTTP, event bus, pools; memory, garbage collection, threads,
     * classes, processor. No label has a value that a client chooses: neither path, nor method, nor bus address.
     */
    public VertxBuilder builder(VertxOptions options) {
        MicrometerMetricsOptions micrometer = new MicrometerMetricsOptions()
                .setEnabled(true)
                .setRegistryName("parley-" + UUID.randomUUID())
                .setJvmMetricsEnabled(true)
                .setLabels(
                        EnumSet.of(Label.HTTP_ROUTE, Label.HTTP_CODE, Label.POOL_TYPE, Label.POOL_NAME, Label.EB_SIDE));
        return Vertx.builder()
                .with(new VertxOptions(options).setMetricsOptions(micrometer))
                .withMetrics(new MicrometerMetricsFactory(registry));
    }

    public Meters meters() {
        return meters;
    }

    /**
     * All meters as Prometheus's text, version 0.0.4; empty where the application's registry is of another kind, and
     * so exports by itself. Takes milliseconds: not for an event loop.
     */
    public Optional<String> scrape() {
        return registry instanceof PrometheusMeterRegistry prometheus
                ? Optional.of(prometheus.scrape())
                : Optional.empty();
    }

    private static LocalMap<String, Metrics> shared(Vertx vertx) {
        return vertx.sharedData().getLocalMap(SHARED);
    }
}
