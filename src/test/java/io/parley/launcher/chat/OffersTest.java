package io.parley.launcher.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.protocol.ClientMessage;
import io.parley.protocol.Logged;
import io.parley.protocol.Offer;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class OffersTest {
    private static final JsonObject ARGS = new JsonObject().put("of", "a fox");
    private static final List<Offer> TWO =
            List.of(new Offer("draw", "Draw a fox 🦊", ARGS), new Offer("nothing", "Nothing, thanks", null));

    private final StringWriter out = new StringWriter();
    private final Offers offers = new Offers(new Screen(new PrintWriter(out, true), false));

    @Test
    void whatIsOfferedStandsUnderItsNumber() {
        offers.offered("m1", TWO);

        assertThat(out).hasToString("  [1] Draw a fox 🦊\n  [2] Nothing, thanks\n[/choose 1 takes the first]\n");
    }

    @Test
    void whereNothingIsOfferedTheLastOfferStands() {
        offers.offered("m1", TWO);
        offers.offered("m2", List.of());

        assertThat(offers.choice(2)).isPresent();
    }

    @Test
    void aChoiceIsAnActionThatRepliesToWhatOfferedIt() {
        offers.offered("m1", TWO);

        assertThat(offers.choice(1))
                .contains(new ClientMessage.Action("m1.choice", "draw", "Draw a fox 🦊", ARGS, "m1", null, null));
        assertThat(offers.choice(3)).isEmpty();
    }

    @Test
    void whatSomebodyHasChosenIsOfferedNoMore() {
        offers.offered("m1", TWO);
        offers.said(chose("m0"));
        boolean afterAnother = offers.choice(1).isPresent();
        offers.said(chose("m1"));

        assertThat(afterAnother).isTrue();
        assertThat(offers.choice(1)).isEmpty();
    }

    private static Logged.UserMessage chose(String replyTo) {
        return new Logged.UserMessage(
                1, "p1", 7, "m7", "x.choice", "bob", "Draw a fox 🦊", List.of(), replyTo, "draw", null, null);
    }
}
