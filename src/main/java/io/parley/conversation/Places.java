package io.parley.conversation;

import io.parley.protocol.ServerMessage;
import io.parley.store.OpenTurn;
import java.util.HashMap;
import java.util.Map;

/** Tells the users of one conversation what of theirs waits, and where, whenever that changes. Confined to one context. */
final class Places {
    /** The last place of which every change is told. What is further back is told where it begins to wait, and again from here on. */
    static final int NEAR = 32;

    private static final int NEVER = 0;

    private final OpenTurns turns;
    private final Audience audience;
    /** The place that was told last of what waits, by the entry that began it. */
    private Map<Long, Integer> told = new HashMap<>();

    Places(OpenTurns turns, Audience audience) {
        this.turns = turns;
        this.audience = audience;
    }

    /** Tells what waits at another place than was told. */
    void tell() {
        Map<Long, Integer> before = told;
        told = new HashMap<>();
        for (Lane.Waiting one : turns.waiting()) {
            long seq = one.turn().begunBy().seq();
            told.put(seq, tell(one, before.getOrDefault(seq, NEVER)));
        }
    }

    /** Says the place that was told by now. */
    private int tell(Lane.Waiting one, int before) {
        if (before != NEVER && (before == one.place() || one.place() > NEAR)) {
            return before;
        }
        audience.toUser(userOf(one), queued(one));
        return one.place();
    }

    /** An earlier owner may have told a place of {@code turn}. */
    void inherit(OpenTurn turn) {
        told.put(turn.begunBy().seq(), NEVER);
    }

    /** Whether a place of {@code turn} was told when all that changed was told last, or may have been. */
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
        return Questions.userOf(one.turn().begunBy());
    }

    private ServerMessage queued(Lane.Waiting one) {
        OpenTurn turn = one.turn();
        return audience.queued(turn.begunBy().messageId(), one.place());
    }
}
