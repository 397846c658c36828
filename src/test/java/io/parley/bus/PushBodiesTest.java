package io.parley.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.protocol.BadMessage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PushBodiesTest {
    private final List<String> heard = new ArrayList<>();

    @Test
    void envelopeThatCannotBeReadKeepsNoneOfTheOthers() {
        JsonObject body = PushBodies.of(List.of(envelope("p1"), envelope("p2"), envelope("p3")));
        body.getJsonArray("batch").set(1, new JsonObject().put("n", "no number"));
        body.getJsonArray("batch").add("text");

        assertThatThrownBy(() -> hear(body)).isInstanceOf(BadMessage.class);
        assertThat(heard).containsExactly("p1", "p3");
    }

    @Test
    void envelopeThatIsNotTakenKeepsNoneOfTheOthersAndIsTold() {
        JsonArray all = new JsonArray().add("text");
        PushBodies.of(List.of(envelope("p1"), envelope("broken"), envelope("p3")))
                .getJsonArray("batch")
                .forEach(all::add);

        assertThatThrownBy(() -> hear(new JsonObject().put("batch", all))).isInstanceOf(IllegalStateException.class);
        assertThat(heard).containsExactly("p1", "p3");
    }

    private void hear(JsonObject body) {
        PushBodies.heard(body, new PushListener() {
            @Override
            public void envelope(Envelope envelope) {
                if (envelope.projectId().equals("broken")) {
                    throw new IllegalStateException("one conversation is broken");
                }
                heard.add(envelope.projectId());
            }

            @Override
            public void bare(JsonObject message) {
                throw new AssertionError("it is of several envelopes");
            }
        });
    }

    private static Envelope envelope(String projectId) {
        return new Envelope("i1", "x", 1, null, projectId, null, 1, List.of(), null);
    }
}
