package io.parley.agent;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Lets the first agent answer whose pattern fits the conversation's id, in which {@code *} is any text. Immutable. */
final class ByConversation implements Agent {
    private final List<Route> routes;
    private final Agent otherwise;

    private record Route(Pattern projectId, Agent agent) {}

    /** {@code agents} by pattern, in their order; {@code otherwise} for conversations that none fits. */
    ByConversation(Map<String, Agent> agents, Agent otherwise) {
        this.routes = agents.entrySet().stream()
                .map(entry -> new Route(pattern(entry.getKey()), entry.getValue()))
                .toList();
        this.otherwise = otherwise;
    }

    @Override
    public Future<Outcome> answer(Turn turn, ReplySink sink) {
        return of(turn.projectId()).answer(turn, sink);
    }

    private Agent of(String projectId) {
        for (Route route : routes) {
            if (route.projectId().matcher(projectId).matches()) {
                return route.agent();
            }
        }
        return otherwise;
    }

    private static Pattern pattern(String glob) {
        return Pattern.compile(Pattern.quote(glob).replace("*", "\\E.*\\Q"));
    }
}
