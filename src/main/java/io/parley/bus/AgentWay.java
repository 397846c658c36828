package io.parley.bus;

import java.util.function.Function;

/** How turns reach the agents that live elsewhere, and their events come back. Called on one context, which hears all. */
public interface AgentWay {
    /** Where all agents that are called {@code name} hear; what one of them hears by itself is this, a dot and more. */
    String address(String name);

    /** For one turn that one of the agents called {@code name} is to have; {@code turn} makes it of where its events are to go. */
    AgentLine line(String name, Function<String, AgentTurn> turn, AgentLine.Listener listener);
}
