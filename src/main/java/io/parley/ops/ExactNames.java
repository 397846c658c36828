package io.parley.ops;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.NamingConvention;
import io.micrometer.prometheusmetrics.PrometheusNamingConvention;
import org.jspecify.annotations.Nullable;

/**
 * Prometheus's naming, but a gauge keeps an ending {@code _total}, which {@code websocket_connections_total} needs. To be
 * set on a registry before its first meter.
 */
public final class ExactNames implements NamingConvention {
    private final NamingConvention prometheus = new PrometheusNamingConvention();

    @Override
    public String name(String name, Meter.Type type, @Nullable String baseUnit) {
        boolean asItIs = type == Meter.Type.GAUGE && name.endsWith("_total");
        return asItIs ? name : prometheus.name(name, type, baseUnit);
    }

    @Override
    public String tagKey(String key) {
        return prometheus.tagKey(key);
    }

    @Override
    public String tagValue(String value) {
        return prometheus.tagValue(value);
    }
}
