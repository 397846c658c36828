package io.parley.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.bus.PushReply;
import io.parley.bus.PushRequest;
import io.parley.protocol.CommandName;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Logged;
import io.parley.protocol.ServerMessage;
import io.vertx.core.json.JsonObject;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What applications send to a conversation through {@code conv.push}. */
class PushTest {
    private static final JsonObject SALE =
            new JsonObject().put("content", "今天打折 👋").put("data", new JsonObject().put("percent", 20));

    @Test
    void noticeIsLoggedPushedToAllAndCounted() throws Exception {
        try (Deployed deployed = Deployed.one()) {
            TestMember anna = deployed.member("anna");
            TestMember ben = deployed.member("ben");

            PushReply reply = push(anna, "n1", null, SALE);

            Logged.Notice notice = ben.next(Logged.Notice.class);
            assertThat(reply.success()).isTrue();
            assertThat(reply.count()).isEqualTo(2);
            assertThat(reply.seq()).isEqualTo(notice.seq());
            assertThat(notice.content()).isEqualTo("今天打折 👋");
            assertThat(notice.data()).isEqualTo(new JsonObject().put("percent", 20));
        }
    }

    @Test
    void sameNoticeAgainIsLoggedOnceAndAnotherUnderItsIdIsAConflict() throws Exception {
        try (Deployed deployed = Deployed.one()) {
            TestMember anna = deployed.member("anna");

            PushReply first = push(anna, "n1", null, SALE);
            PushReply again = push(anna, "n1", null, SALE);
            PushReply other = push(anna, "n1", null, new JsonObject().put("content", "other"));

            assertThat(again.seq()).isEqualTo(first.seq());
            assertThat(other.success()).isFalse();
            assertThat(Objects.requireNonNull(other.error()).code()).isEqualTo(ErrorCode.CONFLICT);
        }
    }

    @Test
    void noticeOfTheWrongKindIsRefusedByItsField() throws Exception {
        try (Deployed deployed = Deployed.one()) {
            TestMember anna = deployed.member("anna");

            PushReply reply = push(anna, "n1", null, new JsonObject().put("content", 5));

            ServerMessage.Failure error = Objects.requireNonNull(reply.error());
            assertThat(error.code()).isEqualTo(ErrorCode.BAD_REQUEST);
            assertThat(error.message()).contains("message.content");
        }
    }

    @Test
    void noticeForOneUserIsBlankInTheHistoryOfTheOthers() throws Exception {
        try (Deployed deployed = Deployed.one()) {
            TestMember anna = deployed.member("anna");
            TestMember ben = deployed.member("ben");

            PushReply reply = push(anna, "n1", "anna", SALE);

            assertThat(reply.count()).isEqualTo(1);
            assertThat(history(anna).content()).isEqualTo("今天打折 👋");
            assertThat(history(ben)).isEqualTo(history(anna).blank());
            assertThat(history(ben).data()).isNull();
        }
    }

    private static Logged.Notice history(TestMember member) throws Exception {
        ServerMessage.History history = (ServerMessage.History) member.command(CommandName.HISTORY, new JsonObject());
        return (Logged.Notice) history.messages().get(0);
    }

    private static PushReply push(TestMember member, String id, @Nullable String to, JsonObject message)
            throws Exception {
        return member.transport()
                .push(null, new PushRequest(id, to, "p1", message))
                .await(5, TimeUnit.SECONDS);
    }
}
