package io.parley.bridge;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which addresses of the bus an agent may hear. Immutable. */
final class Permits {
    /** Turns for a name, what is cancelled of them, and what one of several hears by itself. */
    private static final Pattern AGENT =
            Pattern.compile("conv\\.agent\\.([A-Za-z0-9_-]{1,64})(\\.[A-Za-z0-9_-]{1,64})?");

    private final List<String> names;

    /** {@code names} empty: all. */
    Permits(List<String> names) {
        this.names = names;
    }

    /** Whether all agents of a name hear {@code address}, which {@link #mayHear} lets them, each its share. */
    static boolean isShared(String address) {
        Matcher agent = AGENT.matcher(address);
        return agent.matches() && agent.group(2) == null;
    }

    boolean mayHear(String address) {
        Matcher agent = AGENT.matcher(address);
        return agent.matches() && (names.isEmpty() || names.contains(agent.group(1)));
    }
}
