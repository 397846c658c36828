package io.parley.conversation;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.parley.bus.BusFailure;
import io.parley.bus.RegisterReply;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.ServerMessage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Who may take part is asked at register and at each message. */
class AuthorizerTest {
    @Test
    void userWhoMayNotIsRefusedAtRegisterAndOneWhoMayNoLongerAtTheNextMessage() throws Exception {
        Set<String> allowed = ConcurrentHashMap.newKeySet();
        allowed.add("anna");
        try (Deployed deployed = new Deployed()) {
            Authorizer authorizer = (userId, projectId, members) -> Future.succeededFuture(allowed.contains(userId));
            deployed.deploy(
                    Collaborators.configured().withAgent(deployed.agent()).withAuthorizer(authorizer),
                    new JsonObject());
            TestMember anna = deployed.member("anna");

            RegisterReply ben = deployed.unregistered("ben").register(null, null);
            allowed.remove("anna");
            ServerMessage refused = anna.send(TestMember.said("c1", "hi"));

            assertThat(ben.success()).isFalse();
            assertThat(Objects.requireNonNull(ben.error()).code()).isEqualTo(ErrorCode.FORBIDDEN);
            assertThat(refused)
                    .isInstanceOfSatisfying(
                            ServerMessage.Failure.class,
                            no -> assertThat(no.code()).isEqualTo(ErrorCode.FORBIDDEN));
        }
    }

    @Test
    void authorizerKnowsWhoTookPartBefore() throws Exception {
        try (Deployed deployed = new Deployed()) {
            Authorizer firstTwo = (userId, projectId, members) ->
                    Future.succeededFuture(members.size() < 2 || members.contains(userId));
            deployed.deploy(
                    Collaborators.configured().withAgent(deployed.agent()).withAuthorizer(firstTwo), new JsonObject());

            deployed.member("anna");
            deployed.member("ben");

            assertThat(deployed.unregistered("eve").register(null, null).success())
                    .isFalse();
            assertThat(deployed.unregistered("anna").register(null, null).success())
                    .isTrue();
        }
    }

    @Test
    void authorizerMayAnswerOnAnyThread() throws Exception {
        try (Deployed deployed = new Deployed()) {
            Set<Thread> threads = ConcurrentHashMap.newKeySet();
            Authorizer slow = (userId, projectId, members) -> {
                threads.add(Thread.currentThread());
                return Future.fromCompletionStage(CompletableFuture.supplyAsync(
                        () -> true, CompletableFuture.delayedExecutor(5, TimeUnit.MILLISECONDS)));
            };
            deployed.deploy(
                    Collaborators.configured().withAgent(deployed.agent()).withAuthorizer(slow), new JsonObject());

            TestMember member = deployed.member("anna");
            for (int i = 0; i < 10; i++) {
                member.chat("c" + i, "hi");
            }

            assertThat(threads).hasSize(1);
        }
    }

    @Test
    void registerThatWasAllowedTooLateMakesNoSession() throws Exception {
        Promise<Boolean> verdict = Promise.promise();
        try (Deployed deployed = new Deployed()) {
            Authorizer slow = (userId, projectId, members) -> verdict.future();
            deployed.deploy(
                    Collaborators.configured().withAgent(deployed.agent()).withAuthorizer(slow), new JsonObject());
            TestMember member = deployed.unregistered("anna");
            Future<RegisterReply> asked = member.registering("p1", System.currentTimeMillis() + 200);
            Throwable unanswered = catchThrowable(() -> asked.await(10, SECONDS));

            verdict.complete(true);

            assertThat(unanswered).isInstanceOf(BusFailure.class);
            assertThat(member.handle(null, TestMember.said("c1", "hi")).response())
                    .isInstanceOfSatisfying(
                            ServerMessage.Failure.class,
                            no -> assertThat(no.code()).isEqualTo(ErrorCode.CONN_NOT_FOUND));
        }
    }
}
