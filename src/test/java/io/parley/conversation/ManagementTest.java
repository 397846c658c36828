package io.parley.conversation;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.bus.EventBusTransport;
import io.parley.bus.ManageReply;
import io.parley.bus.ManageRequest;
import io.parley.bus.ManageRequest.Op;
import io.parley.bus.Transport;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.ServerMessage;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What members do with conversations as a whole, over the bus. */
class ManagementTest {
    private final Deployed deployed = new Deployed();
    private final Transport transport = new EventBusTransport(deployed.vertx(), Duration.ofSeconds(5));

    @BeforeEach
    void deploy() throws Exception {
        deployed.deploy(new JsonObject().put("authorizer", "members"));
        deployed.deploy(new JsonObject().put("authorizer", "members"));
    }

    @AfterEach
    void close() throws Exception {
        deployed.close();
    }

    /** S4: membership is asked at register and at each message. */
    @Test
    void s4WhoIsNotInvitedIsRefusedAndWhoIsRemovedToo() throws Exception {
        deployed.member("anna");
        assertThat(refusal(deployed.unregistered("ben").register(null, null).error()))
                .isEqualTo(ErrorCode.FORBIDDEN);

        manage(Op.INVITE, "anna", new JsonObject().put("user_id", "ben"));
        TestMember ben = deployed.member("ben");
        ServerMessage taken = ben.send(TestMember.said("c1", "hi"));
        manage(Op.REMOVE, "anna", new JsonObject().put("user_id", "ben"));

        assertThat(taken).isInstanceOf(ServerMessage.Ack.class);
        assertThat(ben.send(TestMember.said("c2", "still here?"))).isInstanceOf(ServerMessage.Failure.class);
        assertThat(refusal(ben.register(null, null).error())).isEqualTo(ErrorCode.FORBIDDEN);
    }

    /** S4: "absent" and "forbidden" answer alike, and asking leaves nothing behind. */
    @Test
    void s4AbsentAndForbiddenAnswerAlike() throws Exception {
        deployed.member("anna");

        for (Op op : List.of(Op.RENAME, Op.DELETE, Op.EXPORT, Op.MEMBERS, Op.INVITE, Op.REMOVE)) {
            var forbidden = Objects.requireNonNull(
                    manage(op, "eve", "p1", new JsonObject()).error());
            var absent = Objects.requireNonNull(
                    manage(op, "eve", "nowhere", new JsonObject()).error());
            assertThat(forbidden.code()).isEqualTo(ErrorCode.FORBIDDEN);
            assertThat(absent.code()).isEqualTo(ErrorCode.FORBIDDEN);
            assertThat(absent.message()).isEqualTo(forbidden.message());
        }
    }

    @Test
    void conversationIsCreatedNamedAndListed() throws Exception {
        manage(Op.CREATE, "anna", new JsonObject().put("title", "Reise"));
        manage(Op.RENAME, "anna", new JsonObject().put("title", "北京 ✈️"));

        JsonObject list = result(manage(Op.LIST, "anna", null, new JsonObject()));

        JsonObject listed = list.getJsonArray("conversations").getJsonObject(0);
        assertThat(listed.getString("project_id")).isEqualTo("p1");
        assertThat(listed.getString("title")).isEqualTo("北京 ✈️");
        assertThat(listed.getString("role")).isEqualTo("owner");
        assertThat(list.getBoolean("more")).isFalse();
        assertThat(refusal(manage(Op.RENAME, "anna", new JsonObject().put("title", "x".repeat(201)))
                        .error()))
                .isEqualTo(ErrorCode.BAD_REQUEST);
        assertThat(refusal(manage(Op.CREATE, "eve", new JsonObject()).error())).isEqualTo(ErrorCode.FORBIDDEN);
    }

    @Test
    void exportHasAllThatWasSaid() throws Exception {
        TestMember anna = deployed.member("anna");
        anna.send(TestMember.said("c1", "你好 👋"));

        JsonObject page = result(manage(Op.EXPORT, "anna", new JsonObject().put("limit", 1)));

        assertThat(page.getJsonArray("messages").getJsonObject(0).getString("content"))
                .isEqualTo("你好 👋");
        assertThat(page.getLong("last_seq")).isPositive();
    }

    @Test
    void deletedConversationIsGoneForAllAndItsConnectionsAreCalledBack() throws Exception {
        TestMember anna = deployed.member("anna");
        manage(Op.INVITE, "anna", new JsonObject().put("user_id", "ben"));
        anna.send(TestMember.said("c1", "a question that nobody answers"));
        ErrorCode notHis = refusal(manage(Op.DELETE, "ben", new JsonObject()).error());

        result(manage(Op.DELETE, "anna", new JsonObject()));

        assertThat(notHis).isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(result(manage(Op.LIST, "anna", null, new JsonObject())).getJsonArray("conversations"))
                .isEmpty();
        assertThat(anna.nextPosition(position -> position.lastSeq() == null)).isNotNull();
        assertThat(catchCode(() -> anna.register(null, null))).isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(catchCode(() -> deployed.unregistered("eve").register(null, null)))
                .isEqualTo(ErrorCode.FORBIDDEN);
    }

    @Test
    void ownerStaysAndOthersMayLeave() throws Exception {
        deployed.member("anna");
        manage(Op.INVITE, "anna", new JsonObject().put("user_id", "ben"));
        manage(Op.INVITE, "ben", new JsonObject().put("user_id", "cleo"));

        assertThat(refusal(manage(Op.REMOVE, "anna", new JsonObject().put("user_id", "anna"))
                        .error()))
                .isEqualTo(ErrorCode.CONFLICT);
        assertThat(refusal(manage(Op.REMOVE, "ben", new JsonObject().put("user_id", "cleo"))
                        .error()))
                .isEqualTo(ErrorCode.FORBIDDEN);
        result(manage(Op.REMOVE, "ben", new JsonObject().put("user_id", "ben")));

        assertThat(result(manage(Op.MEMBERS, "anna", new JsonObject())).getJsonArray("members").stream()
                        .map(member -> ((JsonObject) member).getString("user_id")))
                .containsExactly("anna", "cleo");
    }

    private interface Attempt {
        Object run() throws Exception;
    }

    private static ErrorCode catchCode(Attempt attempt) {
        try {
            throw new AssertionError("was not refused: " + attempt.run());
        } catch (io.parley.bus.BusFailure refused) {
            return refused.code();
        } catch (Exception other) {
            throw new AssertionError(other);
        }
    }

    private ManageReply manage(Op op, String userId, JsonObject args) throws Exception {
        return manage(op, userId, "p1", args);
    }

    private ManageReply manage(
            Op op, String userId, @org.jspecify.annotations.Nullable String projectId, JsonObject args)
            throws Exception {
        return transport
                .manage(null, new ManageRequest(op, userId, projectId, args, "en"))
                .await(10, SECONDS);
    }

    private static JsonObject result(ManageReply reply) {
        assertThat(reply.error()).isNull();
        return Objects.requireNonNull(reply.result());
    }

    private static ErrorCode refusal(ServerMessage.@org.jspecify.annotations.Nullable Failure error) {
        return Objects.requireNonNull(error).code();
    }
}
