package io.parley.agent;

import io.parley.bus.AgentEvent;
import io.parley.bus.AgentTurn;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns as bodies for agents that live elsewhere, and the end of what they say as outcomes. Pure. */
public final class Questions {
    private Questions() {}

    /** {@code replyAddress} null where the answer is that of a request. */
    public static AgentTurn of(Turn turn, @Nullable String replyAddress) {
        Turn.Message asked = turn.message();
        return new AgentTurn(
                turn.turnId(),
                turn.attempt(),
                turn.kind() == Turn.Kind.TASK ? AgentTurn.Kind.TASK : AgentTurn.Kind.ANSWER,
                turn.again(),
                turn.projectId(),
                turn.userId(),
                turn.lang().tag(),
                said(turn.history()),
                new AgentTurn.Message(
                        asked.content(), asked.attachments(), asked.action(), asked.args(), asked.metadata()),
                replyAddress);
    }

    private static List<AgentTurn.Said> said(List<Turn.Said> history) {
        return history.stream()
                .map(said -> new AgentTurn.Said(
                        said.role() == Turn.Role.USER ? AgentTurn.Role.USER : AgentTurn.Role.ASSISTANT, said.content()))
                .toList();
    }

    /** What the last event means. */
    static Future<Outcome> outcome(AgentEvent last) {
        AgentEvent.Fault error = last.error();
        if (error != null) {
            return Future.failedFuture(new AgentFailure(error.code(), error.message(), error.mayRetry()));
        }
        return Future.succeededFuture(new Outcome(
                Boolean.TRUE.equals(last.needMore()), last.result(), last.usage(), last.generate(), last.actions()));
    }
}
