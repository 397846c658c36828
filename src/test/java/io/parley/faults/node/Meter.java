package io.parley.faults.node;

import io.parley.console.Scraped;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** What a node says of itself at {@code /metrics}. */
public final class Meter {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private Meter() {}

    /** The connections of this state, such as {@code connected}. */
    public static double connections(URI metrics, String status) throws IOException, InterruptedException {
        return read(metrics).value("websocket_connections_total{status=\"" + status + "\"}");
    }

    /** The value of the whole series, as Prometheus writes it; NaN where there is none. */
    public static double value(URI metrics, String series) throws IOException, InterruptedException {
        return read(metrics).value(series);
    }

    private static Scraped read(URI metrics) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(metrics).timeout(Duration.ofSeconds(10)).build();
        return Scraped.of(
                CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }
}
