package io.parley.agent.http;

import io.parley.agent.Agent;
import io.parley.agent.Outcome;
import io.parley.agent.Questions;
import io.parley.agent.ReplySink;
import io.parley.agent.Turn;
import io.parley.agent.web.Endpoint;
import io.parley.agent.web.Listening;
import io.parley.agent.web.Patience;
import io.parley.agent.web.Post;
import io.parley.agent.web.Reach;
import io.parley.agent.web.Regrets;
import io.parley.agent.web.Target;
import io.parley.protocol.ProtocolCodec;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;

/**
 * Asks a URL of the configuration, which answers with events or with one JSON. A turn that is cancelled resets the request. How
 * long it may take is not its affair but the turn's.
 */
public final class HttpAgent implements Agent {
    private final Endpoint endpoint;
    private final Patience patience;

    private HttpAgent(Endpoint endpoint, Patience patience) {
        this.endpoint = endpoint;
        this.patience = patience;
    }

    /**
     * The agent of the section {@code http_agent}. To be made on the context on which it is asked. Throws {@link
     * IllegalArgumentException}, or {@link io.parley.protocol.BadMessage}, that says what is wrong with the section.
     */
    public static HttpAgent of(Vertx vertx, JsonObject section) {
        HttpAgentConfig config = HttpAgentConfig.of(section);
        if (config.url().isBlank()) {
            throw new IllegalArgumentException("http_agent.url is empty; it is what the agent http asks");
        }
        Target target = Target.of("http_agent.url", config.url().strip(), config.privateHosts());
        Map<String, String> headers = new HashMap<>(Map.of("Accept", "text/event-stream, application/json"));
        if (!config.secret().isEmpty()) {
            headers.put("Authorization", "Bearer " + config.secret());
        }
        return new HttpAgent(
                new Endpoint(
                        vertx,
                        Reach.of(target, headers)
                                .withConnections(config.connections())
                                .trusting("http_agent.tls_ca", config.tlsCa())
                                .over("http_agent.proxy", config.proxy())),
                new Patience(config.retries(), config.retryAfterMs()));
    }

    @Override
    public Future<Outcome> answer(Turn turn, ReplySink sink) {
        Post post = new Post(
                endpoint,
                patience,
                ProtocolCodec.write(Questions.of(turn, null)).toBuffer());
        sink.onCancel(post::stop);
        Events events = new Events(turn, sink);
        return post.send()
                .compose(response -> Listening.to(post, response, events))
                .compose(heard -> events.outcome())
                .recover(cause -> Future.failedFuture(Regrets.told(cause, turn, post, events.hasSpoken())));
    }
}
