package io.parley.conversation;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.parley.bus.BusFailure;
import io.parley.bus.RegisterReply;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.ServerMessage;
import io.parley.store.ConversationLog;
import io.parley.store.Logs;
import io.parley.store.StoreConfig;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several instances on one log. */
class InstancesTest {
    @Test
    void everyInstanceLeadsToTheOneOwner() throws Exception {
        try (Deployed deployed = Deployed.one()) {
            deployed.deploy(new JsonObject());
            deployed.deploy(new JsonObject());
            Set<String> owners = new HashSet<>();
            TestMember member = deployed.unregistered("u1");

            for (int i = 0; i < 6; i++) {
                owners.add(String.valueOf(member.register(null, null).owner()));
            }
            ServerMessage anywhere =
                    member.handle(null, TestMember.said("c1", "hi")).response();

            assertThat(owners).hasSize(1);
            assertThat(anywhere).isInstanceOf(ServerMessage.Ack.class);
        }
    }

    @Test
    void conversationsSpreadOverTheInstances() throws Exception {
        try (Deployed deployed = Deployed.one()) {
            deployed.deploy(new JsonObject());
            Set<String> owners = new HashSet<>();

            for (int i = 0; i < 6; i++) {
                TestMember member = TestMember.registered(deployed.vertx(), "u1", "project" + i);
                owners.add(String.valueOf(member.registration().owner()));
            }

            assertThat(owners).hasSize(2);
        }
    }

    @Test
    void instanceThatIsAskedByNameAndIsNotTheOwnerIsUnavailable() throws Exception {
        try (Deployed deployed = Deployed.one()) {
            deployed.deploy(new JsonObject());
            TestMember member = deployed.member("u1");
            String owner = String.valueOf(member.registration().owner());
            String other = otherThan(deployed, owner);

            BusFailure failure =
                    catchThrowableOfType(BusFailure.class, () -> member.handle(other, TestMember.said("c1", "hi")));

            assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        }
    }

    @Test
    void instanceThatSeesAnotherLogThanTheOthersDoesNotServe(@TempDir Path folder) throws Exception {
        try (Deployed deployed = Deployed.one()) {
            JsonObject h2 = new JsonObject()
                    .put("kind", "h2")
                    .put(
                            "h2",
                            new JsonObject().put("file", folder.resolve("other").toString()));

            Throwable refused = catchThrowable(() -> deployed.deploy(new JsonObject().put("store", h2)));

            assertThat(refused).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("its log is");
            for (int i = 0; i < 3; i++) {
                assertThat(TestMember.registered(deployed.vertx(), "u1", "project" + i)
                                .registration()
                                .durability())
                        .isEqualTo("process");
            }
        }
    }

    @Test
    void unregisterReachesTheOwnerWhicheverInstanceGetsIt() throws Exception {
        try (Deployed deployed = Deployed.one()) {
            deployed.deploy(new JsonObject());
            List<TestMember> members = List.of(deployed.member("u1"), deployed.member("u2"));

            for (TestMember member : members) {
                member.leave(null, 0); // of two in a row one comes to the owner and one does not
            }

            for (TestMember member : members) {
                await().atMost(Duration.ofSeconds(10))
                        .until(() -> member.send(TestMember.said("c1", "hi")) instanceof ServerMessage.Failure);
            }
        }
    }

    @Test
    void registerThatNobodyWaitsForAnyMoreMakesNoSession() throws Exception {
        try (Deployed deployed = Deployed.one()) {
            TestMember member = deployed.unregistered("u1");

            Future<RegisterReply> late = member.registering("p1", System.currentTimeMillis() - 1);
            ServerMessage unknown =
                    member.handle(null, TestMember.said("c1", "hi")).response();

            assertThat(unknown)
                    .isInstanceOfSatisfying(
                            ServerMessage.Failure.class,
                            no -> assertThat(no.code()).isEqualTo(ErrorCode.CONN_NOT_FOUND));
            assertThat(catchThrowable(() -> late.await(10, SECONDS))).isInstanceOf(BusFailure.class);
        }
    }

    @Test
    void ownerWhoseEpochIsOldLetsTheConversationGoAndTellsItsGateways() throws Exception {
        try (Deployed deployed = Deployed.one()) {
            TestMember member = deployed.member("u1");
            String before = String.valueOf(member.registration().owner());
            onLog(
                    deployed.vertx(),
                    log -> log.retire(before)
                            .compose(retired -> log.renew("other", Duration.ofSeconds(10)))
                            .compose(renewed -> log.claim("p1", "other")));

            BusFailure refused = catchThrowableOfType(BusFailure.class, () -> member.send(TestMember.said("c1", "hi")));

            assertThat(refused.code()).isEqualTo(ErrorCode.UNAVAILABLE);
            assertThat(member.nextPosition(position -> position.lastSeq() == null)
                            .epoch())
                    .isEqualTo(member.registration().epoch());
            assertThat(deployed.agent().wasAskedMore()).isFalse();
        }
    }

    @Test
    void conversationThatNobodyUsesIsGivenBack() throws Exception {
        try (Deployed deployed =
                Deployed.one(new JsonObject().put("idle_ms", 20).put("session_ttl_ms", 0))) {
            TestMember member = deployed.member("u1");

            member.leave(0);

            await().atMost(Duration.ofSeconds(10))
                    .until(() -> onLog(
                                    deployed.vertx(),
                                    log -> log.renew("other", Duration.ofSeconds(10))
                                            .compose(renewed -> log.claim("p1", "other")))
                            .mine());
        }
    }

    /** The name of an instance that owns a conversation and is not {@code owner}. */
    private static String otherThan(Deployed deployed, String owner) throws Exception {
        for (int i = 0; ; i++) {
            TestMember member = TestMember.registered(deployed.vertx(), "u1", "other" + i);
            String name = String.valueOf(member.registration().owner());
            if (!name.equals(owner)) {
                return name;
            }
        }
    }

    /** What {@code work} brings on the log that all instances of {@code vertx} share. */
    static <T> T onLog(Vertx vertx, Function<ConversationLog, Future<T>> work) throws Exception {
        Promise<T> done = Promise.promise();
        vertx.getOrCreateContext()
                .runOnContext(v ->
                        Logs.open(vertx, StoreConfig.memory()).compose(work).onComplete(done));
        return done.future().await(10, SECONDS);
    }
}
