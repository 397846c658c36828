package io.parley.agent.llm;

import io.parley.agent.Outcome;
import io.parley.agent.function.Wishes;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** What becomes of a model's words. */
interface Voice {
    /** Completes when there may be more. */
    Future<Void> say(String text);

    /** Completes when there may be more. */
    Future<Void> think(String text);

    /** It writes what it wants of a function: a sign of life, and nothing to read. */
    void call();

    /** All was said; {@code usage} is what it cost, null where the server did not tell. */
    Outcome end(@Nullable JsonObject usage, Wishes wishes);
}
