package io.parley.conversation;

import io.parley.protocol.ServerMessage;
import io.parley.store.OpenTurn;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tells the users of one conversation what of theirs waits, and where, whenever that changes. Confined to one context. */
final class Places {
    private final OpenTurns turns;
    private final Audience audience;
    /** The place that was told of what waits, by the entry that began it. */
    private Map<Long, Integer> told = Map.of();

    Places(OpenTurns turns, Audience audience) {
        this.turns = turns;
        this.audience = audience;
    }

    /** Tells what waits at another place than was told. */
    void tell() {
        List<Lane.Waiting> waiting = turns.waiting();
        Map<Long, Integer> before = told;
        told = new HashMap<>();
        for (Lane.Waiting one : waiting) {
            long seq = one.turn().begunBy().seq();
            told.put(seq, one.place());
            if (!Integer.valueOf(one.place()).equals(before.get(seq))) {
                audience.toUser(userOf(one), queued(one));
            }
        }
    }

    /** Whether a place of {@code turn} was told, and no other news of it since. */
    boolean isTold(OpenTurn turn) {
        return told.containsKey(turn.begunBy().seq());
    }

    /** Tells a newcomer all that waits of that user. */
    void tell(Session newcomer) {
        turns.waiting().stream()
                .filter(one -> newcomer.userId().equals(userOf(one)))
                .forEach(one -> audience.toOne(newcomer, queued(one)));
    }

    private static String userOf(Lane.Waiting one) {
        return Questions.userOf(one.turn());
    }

    private ServerMessage queued(Lane.Waiting one) {
        OpenTurn turn = one.turn();
        return audience.queued(turn.begunBy().messageId(), one.place());
    }
}
