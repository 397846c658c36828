package io.parley.client;

import io.parley.protocol.ClientMessage;
import io.parley.protocol.ServerMessage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was sent and not answered yet, in the order in which it was said. Confined to one context. */
final class Outbox {
    static final int MOST = 256;

    private final Map<String, Waiting> waiting = new LinkedHashMap<>();

    private record Waiting(ClientMessage message, Promise<ServerMessage> answer) {}

    /** Fails, and keeps nothing, where {@value #MOST} messages wait already or one waits under this id. */
    Future<ServerMessage> add(String id, ClientMessage message) {
        if (waiting.size() == MOST || waiting.containsKey(id)) {
            return Future.failedFuture(new IllegalStateException(
                    waiting.size() == MOST ? MOST + " messages wait for an answer" : id + " waits for an answer"));
        }
        Promise<ServerMessage> answer = Promise.promise();
        waiting.put(id, new Waiting(message, answer));
        return answer.future();
    }

    List<ClientMessage> all() {
        return waiting.values().stream().map(Waiting::message).toList();
    }

    @Nullable
    ClientMessage find(String id) {
        Waiting one = waiting.get(id);
        return one == null ? null : one.message();
    }

    void answered(@Nullable String id, ServerMessage answer) {
        Waiting one = waiting.remove(id);
        if (one != null) {
            one.answer().complete(answer);
        }
    }

    void refused(ServerMessage.Failure failure) {
        Waiting one = waiting.remove(failure.id());
        if (one != null) {
            one.answer().fail(new Refused(failure));
        }
    }

    /** Nothing will be answered any more. */
    void close() {
        List<Waiting> left = List.copyOf(waiting.values());
        waiting.clear();
        left.forEach(one -> one.answer().fail(new IllegalStateException("the connection is closed")));
    }
}
