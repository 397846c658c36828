package io.parley.conversation;

import io.parley.protocol.ErrorCode;
import io.parley.protocol.Logged;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The latest cancels of one conversation by their ids, so that one that is sent again ends nothing more. A cancel makes no
 * entry of its own, so the log cannot remember it. Confined to one context.
 */
final class Cancels {
    private static final int REMEMBERED = 256;

    private final Map<ClientKey, Cancel> latest = new LinkedHashMap<>();

    private record Cancel(JsonObject args, Future<Logged> terminal) {}

    /** The entry that a cancel ended in; {@code duplicate}: by the same request before. */
    record Done(Logged terminal, boolean duplicate) {}

    /** Runs {@code cancel} the first time; fails with {@link Refusal} CONFLICT where the id meant something else before. */
    Future<Done> once(ClientKey key, JsonObject args, Supplier<Future<Logged>> cancel) {
        Cancel known = latest.get(key);
        if (known != null) {
            return known.args().equals(args)
                    ? known.terminal().map(terminal -> new Done(terminal, true))
                    : Refusal.of(ErrorCode.CONFLICT).future();
        }
        Future<Logged> terminal = cancel.get();
        latest.put(key, new Cancel(args, terminal));
        if (latest.size() > REMEMBERED) {
            latest.remove(latest.keySet().iterator().next());
        }
        return terminal.map(entry -> new Done(entry, false)).onFailure(failure -> latest.remove(key));
    }
}
