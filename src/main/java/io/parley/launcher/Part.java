package io.parley.launcher;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The verticles of ours, in the order in which they start; they are named by class, so that each may be absent. */
enum Part {
    CONVERSATION("io.parley.conversation.ConversationVerticle"),
    BRIDGE("io.parley.bridge.BridgeVerticle"),
    GATEWAY("io.parley.gateway.GatewayVerticle"),
    CONSOLE("io.parley.console.ConsoleVerticle");

    private final String className;

    Part(String className) {
        this.className = className;
    }

    String className() {
        return className;
    }

    /** The short name in verticles.json, and the name of its section. */
    String shortName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static List<String> shortNames() {
        return Arrays.stream(values()).map(Part::shortName).toList();
    }

    /** The part of which {@code name} is the short name or the class. */
    static Optional<Part> of(String name) {
        return Arrays.stream(values())
                .filter(part -> part.shortName().equals(name) || part.className.equals(name))
                .findFirst();
    }
}
