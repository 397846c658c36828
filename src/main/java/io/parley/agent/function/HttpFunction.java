package io.parley.agent.function;

import io.parley.agent.AgentFailure;
import io.parley.agent.FunctionCall;
import io.parley.agent.ModelFunction;
import io.parley.agent.Turn;
import io.parley.agent.web.Endpoint;
import io.parley.agent.web.Patience;
import io.parley.agent.web.Post;
import io.parley.agent.web.Unanswered;
import io.parley.protocol.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/** A function behind a URL: a POST, whose answer the model reads as it is. It is asked once, as it may do something. */
final class HttpFunction implements ModelFunction {
    private static final Patience ONCE = new Patience(0, 0);

    private final String name;
    private final FunctionConfig config;
    private final Endpoint endpoint;

    HttpFunction(String name, FunctionConfig config, Endpoint endpoint) {
        this.name = name;
        this.config = config;
        this.endpoint = endpoint;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return config.description();
    }

    @Override
    public JsonObject parameters() {
        return config.parameters().isEmpty() ? Schemas.object().json() : config.parameters();
    }

    @Override
    public Future<String> call(FunctionCall call) {
        Post post = new Post(endpoint, ONCE, body(call));
        call.onStop(post::stop);
        return post.send()
                .compose(response -> post.readAll(response, Functions.MOST_CHARS))
                .map(Buffer::toString)
                .recover(cause -> {
                    post.stop();
                    return Future.failedFuture(cause instanceof Unanswered failure ? told(failure) : cause);
                });
    }

    private Buffer body(FunctionCall call) {
        Turn turn = call.turn();
        return new JsonObject()
                .put("function", name)
                .put("arguments", call.arguments())
                .put("turn_id", turn.turnId())
                .put("project_id", turn.projectId())
                .put("user_id", turn.userId())
                .put("lang", turn.lang().tag())
                .toBuffer();
    }

    /** In words of ours: what a service says in an error is not for the model. */
    private static AgentFailure told(Unanswered failure) {
        AgentFailure told = new AgentFailure(
                ErrorCode.UNAVAILABLE,
                failure.reason() == Unanswered.Reason.GARBLED
                        ? "the service of the function said too much"
                        : "the service of the function did not answer well; do not call it again at once");
        told.initCause(failure); // for the log
        return told;
    }
}
