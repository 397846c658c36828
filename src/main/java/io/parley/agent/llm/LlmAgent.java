package io.parley.agent.llm;

import io.parley.agent.Agent;
import io.parley.agent.Outcome;
import io.parley.agent.ReplySink;
import io.parley.agent.Turn;
import io.parley.agent.function.Catalogue;
import io.parley.agent.function.Functions;
import io.parley.agent.web.Endpoint;
import io.parley.agent.web.Patience;
import io.parley.agent.web.Post;
import io.parley.agent.web.Reach;
import io.parley.agent.web.Target;
import io.parley.ops.EventLog;
import io.parley.ops.EventLog.Field;
import io.parley.ops.Meters;
import io.parley.ops.TurnMeters;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Answers with what a model says, as it says it: what it thinks aloud goes to {@link ReplySink#thinking}. A turn that is
 * cancelled resets the request, so that the model stops. Functions of the configuration are called where the model asks for them. How long it may take is not its affair but the turn's.
 */
public final class LlmAgent implements Agent {
    private static final EventLog LOG = EventLog.of(LlmAgent.class, EventLog.CONVERSATION);

    private final LlmConfig config;
    private final Endpoint endpoint;
    private final Functions functions;
    private final TurnMeters meters;

    private LlmAgent(LlmConfig config, Endpoint endpoint, Functions functions, TurnMeters meters) {
        this.config = config;
        this.endpoint = endpoint;
        this.functions = functions;
        this.meters = meters;
    }

    /** Whether the section {@code llm} names a model. */
    public static boolean isConfigured(JsonObject section) {
        return !section.getString("url", "").isBlank();
    }

    /**
     * The model of the section {@code llm}. To be made on the context on which it is asked. Throws {@link
     * IllegalArgumentException}, or {@link io.parley.protocol.BadMessage}, that says what is wrong with the section.
     */
    public static LlmAgent of(Vertx vertx, JsonObject section) {
        LlmConfig config = LlmConfig.of(section);
        if (config.url().isBlank()) {
            throw new IllegalArgumentException("llm.url is empty; give it as PARLEY_LLM_URL in the environment");
        }
        Target target = Target.of("llm.url", completions(config.url().strip()), config.privateHosts());
        warnOfAnOpenKey(config, target);
        Map<String, String> headers = config.key().isEmpty()
                ? Map.of("Accept", "text/event-stream")
                : Map.of("Accept", "text/event-stream", "Authorization", "Bearer " + config.key());
        UnaryOperator<Reach> way =
                reach -> reach.withConnections(config.connections()).trusting("llm.tls_ca", config.tlsCa());
        Reach reach = way.apply(Reach.of(target, headers)).over("llm.proxy", config.proxy());
        Functions functions =
                new Catalogue(vertx, config.privateHosts(), way).of(config.functions(), config.functionTimeoutMs());
        return new LlmAgent(
                config, new Endpoint(vertx, reach), functions, Meters.of(vertx).turns());
    }

    @Override
    public Future<Outcome> answer(Turn turn, ReplySink sink) {
        Patience patience = new Patience(config.retries(), config.retryAfterMs());
        Voice voice = turn.kind() == Turn.Kind.TASK ? new TaskVoice(sink, turn.lang()) : new AnswerVoice(sink);
        LlmTurn asked = new LlmTurn(
                turn,
                body -> new Post(endpoint, patience, body),
                new Dialogue(ChatRequest.of(config, turn), functions.tools(turn.kind())),
                functions.calls(turn, sink),
                voice,
                new LlmTurn.Limits(config.functionCalls(), meters));
        sink.streams();
        sink.onCancel(asked::stop);
        return asked.run();
    }

    /** {@code url} is where the API begins, or all of it; a bare host has it at /v1. */
    private static String completions(String url) {
        int query = url.indexOf('?') < 0 ? url.length() : url.indexOf('?');
        String base = url.substring(0, query).replaceFirst("/+$", "");
        boolean isBare = base.indexOf('/', base.indexOf("://") + 3) < 0;
        String path = base.endsWith("/chat/completions") ? "" : (isBare ? "/v1" : "") + "/chat/completions";
        return base + path + url.substring(query);
    }

    private static void warnOfAnOpenKey(LlmConfig config, Target target) {
        boolean isHere = List.of("localhost", "127.0.0.1", "::1").contains(target.host());
        if (!target.ssl() && !config.key().isEmpty() && !isHere) {
            LOG.warn("key_unprotected")
                    .addKeyValue(Field.ADDRESS, target.host())
                    .log("the key of the model is sent without encryption; give llm.url with https://");
        }
    }
}
