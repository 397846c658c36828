package io.parley.bus;

import io.parley.protocol.BadMessage;
import io.parley.protocol.Ids;
import io.parley.protocol.Phrase;

/** To how many connections, at least one, a gateway gave what the {@link UserCall} of this correlation id said. */
public record UserReached(String correlationId, int reached) {
    public UserReached {
        Ids.require("correlation_id", correlationId);
        if (reached < 1) {
            throw new BadMessage(Phrase.of("bad.least", "reached", "1"));
        }
    }
}
