package io.parley.agent;

import io.parley.bus.AgentEvent;
import io.parley.protocol.BadMessage;
import io.parley.protocol.Phrase;
import org.jspecify.annotations.Nullable;

/** What one agent that lives elsewhere has said of a turn so far. Confined to one context. */
final class RemoteAsking {
    private final String address;
    private long n;
    private long heardNanos;
    private @Nullable String control;

    /** Of an agent that hears at {@code address}, with others. */
    RemoteAsking(String address, long nowNanos) {
        this.address = address;
        this.heardNanos = nowNanos;
    }

    /** Throws {@link BadMessage}, for who wrote the agent, where {@code event} cannot follow what it said of {@code turn}. */
    void check(AgentEvent event, Turn turn) {
        String last = String.valueOf(n);
        if (!turn.turnId().equals(event.turnId())
                || !Integer.valueOf(turn.attempt()).equals(event.attempt())) {
            throw new BadMessage(Phrase.of("bad.agent_turn", turn.turnId(), String.valueOf(turn.attempt())));
        }
        if (event.n() == null || event.n() < 1 || event.n() > n + 1) {
            throw new BadMessage(Phrase.of("bad.agent_n", last, String.valueOf(event.n())));
        }
        if (event.control() != null && !event.control().startsWith(address + ".")) {
            throw new BadMessage(Phrase.of("bad.agent_control", address + "."));
        }
    }

    /** Whether {@code event}, with which nothing is wrong, was not heard before. */
    boolean isNext(AgentEvent event) {
        boolean isNext = event.n() != null && event.n() == n + 1;
        if (isNext) {
            n++;
        }
        return isNext;
    }

    /** The number of the last event that was taken. */
    long last() {
        return n;
    }

    /** A sign of life; {@code says} where it hears from now on, or null. */
    void heard(long nowNanos, @Nullable String says) {
        heardNanos = nowNanos;
        control = says == null ? control : says;
    }

    long heardNanos() {
        return heardNanos;
    }

    @Nullable
    String control() {
        return control;
    }
}
