package io.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.client.TestClient;
import io.parley.protocol.Logged;
import io.parley.protocol.OtherMessage;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A conversation of a newer version says what this gateway does not know: it is handed on as it is. */
class NewerNodeTest extends GatewayFixture {
    private static final JsonObject POLL = new JsonObject()
            .put("type", "poll")
            .put("timestamp", 1_790_000_000_000L)
            .put("project_id", "p1")
            .put("seq", 2)
            .put("message_id", "01K9V3Q8ZT0000000000000050")
            .put("choices", List.of("茶 🍵", "coffee"));

    @Test
    void entriesAndMessagesOfUnknownTypesReachTheClientInTheirPlace() throws Exception {
        start();
        try (var client = connected()) {
            conversation.push(conversation.grow(1));
            Logged poll = new OtherMessage(POLL);
            conversation.log.add(poll);
            conversation.push(poll);
            conversation.push(
                    new OtherMessage(new JsonObject().put("type", "wave").put("from", "u2")));
            conversation.push(conversation.grow(1));

            List<JsonObject> all = client.upTo("notice", notice -> notice.getLong("seq") == 3);
            assertThat(all)
                    .extracting(one -> one.getString("type"))
                    .containsExactly("notice", "poll", "wave", "notice");
            assertThat(all.get(1)).isEqualTo(new JsonObject(POLL.encode()));
        }
    }

    @Test
    void entriesOfUnknownTypesAreThereForWhoComesLater() throws Exception {
        start();
        conversation.grow(1);
        conversation.log.add(new OtherMessage(POLL));
        conversation.grow(1);

        try (var client = new TestClient(vertx, to("p1").resuming(null, 0L))) {
            List<JsonObject> all = client.upTo("notice", notice -> notice.getLong("seq") == 3);

            assertThat(all)
                    .extracting(one -> one.getString("type"))
                    .containsExactly("status", "notice", "poll", "notice");
        }
    }

    @Test
    void entryOfAnUnknownTypeThatIsForOneUserSaysNothingToTheOthers() throws Exception {
        start();
        Logged secret = new OtherMessage(POLL.copy().put("seq", 1).put("to", "u1"));
        conversation.log.add(secret);
        try (var other = new TestClient(vertx, to("p1").withUser("u2").resuming(null, 0L));
                var own = new TestClient(vertx, to("p1").resuming(null, 0L))) {
            assertThat(own.next("poll"))
                    .isEqualTo(new JsonObject(((OtherMessage) secret).body().encode()));
            assertThat(other.next("poll").fieldNames())
                    .containsExactlyInAnyOrder("type", "timestamp", "project_id", "seq", "message_id");
        }
    }
}
