package io.parley.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing that an agent lets the user choose, as a button below what it said. Who chooses it sends {@code action} and {@code args}
 * back as an {@link ClientMessage.Action}.
 *
 * @param label what the user reads, in the user's language
 * @param args what the agent wants to have back; null for nothing
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Offer(String action, String label, @Nullable JsonObject args) {
    private static final int MOST = 10;

    public Offer {
        Fields.name("action", action);
        Fields.name("label", label);
        Fields.json("args", args);
    }

    /** A copy of {@code offers}; none where it is null. Throws {@link BadMessage} where there are more than 10. */
    public static List<Offer> all(@Nullable List<Offer> offers) {
        if (offers == null) {
            return List.of();
        }
        if (offers.size() > MOST || offers.stream().anyMatch(offer -> offer == null)) {
            throw new BadMessage(Phrase.of("bad.offers", "actions"));
        }
        return List.copyOf(offers);
    }
}
