package io.parley.launcher.chat;

import io.parley.launcher.chat.Screen.Look;
import io.parley.protocol.ClientMessage;
import io.parley.protocol.Logged;
import io.parley.protocol.Offer;
import java.util.List;
import java.util.Optional;

/** What the agent lets one choose: that of the latest entry that offers anything, until somebody has chosen. Confined to one context. */
final class Offers {
    private final Screen screen;
    private String offeredBy = "";
    private List<Offer> offers = List.of();

    Offers(Screen screen) {
        this.screen = screen;
    }

    /** Shows what the entry {@code messageId} offers, where that is anything. */
    void offered(String messageId, List<Offer> actions) {
        if (actions.isEmpty()) {
            return;
        }
        offeredBy = messageId;
        offers = actions;
        for (int i = 0; i < actions.size(); i++) {
            screen.choice(i + 1, actions.get(i).label());
        }
        screen.line(Look.DIM, "[/choose 1 takes the first]");
    }

    /** Whatever was offered has been chosen, if this is a choice of it. */
    void said(Logged.UserMessage message) {
        if (message.action() != null && offeredBy.equals(message.replyTo())) {
            offers = List.of();
        }
    }

    /** The choice of what was offered under {@code number}, under the id that a choice from elsewhere has too; empty where nothing was. */
    Optional<ClientMessage> choice(int number) {
        if (number > offers.size()) {
            return Optional.empty();
        }
        Offer chosen = offers.get(number - 1);
        return Optional.of(new ClientMessage.Action(
                offeredBy + ".choice", chosen.action(), chosen.label(), chosen.args(), offeredBy, null, null));
    }
}
