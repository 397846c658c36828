package io.parley.conversation;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.parley.store.Claim;
import io.parley.store.ConversationLog;
import io.parley.store.Logs;
import io.parley.store.StoreConfig;
import io.parley.store.StoreFailure;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What an operator finds in the log of conversations that were to be given back. */
class GivenBackTest {
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(Releases.class);

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void hush() {
        logger.detachAppender(lines);
    }

    @Test
    void onlyWhatWasNotGivenBackIsNamedWhereSomeOfManyWereNot() throws Exception {
        try (Deployed deployed = new Deployed()) {
            Collaborators holding = Collaborators.configured()
                    .withAgent(deployed.agent())
                    .withLog(vertx -> Logs.open(vertx, StoreConfig.memory()).map(GivenBackTest::holdingOne));
            String instance = deployed.deploy(holding, new JsonObject());
            for (String projectId : List.of("free1", "held", "free2")) {
                TestMember.registered(deployed.vertx(), "u1", projectId);
            }

            deployed.vertx().undeploy(instance).await(10, SECONDS);

            assertThat(named("conversation_not_released")).containsExactly("held");
            assertThat(named("conversation_released")).containsExactlyInAnyOrder("free1", "free2");
        }
    }

    /** The log, of which {@code held} cannot be given back, as where somebody else holds its row. */
    private static ConversationLog holdingOne(ConversationLog real) {
        return (ConversationLog) Proxy.newProxyInstance(
                GivenBackTest.class.getClassLoader(),
                new Class<?>[] {ConversationLog.class},
                (proxy, method, args) -> switch (method.getName()) {
                    case "open" -> InvocationHandler.invokeDefault(proxy, method, args);
                    case "release" -> released(real, (List<?>) args[0]);
                    default -> method.invoke(real, args);
                });
    }

    private static Future<Void> released(ConversationLog real, List<?> claims) {
        List<Claim> free = claims.stream()
                .map(Claim.class::cast)
                .filter(claim -> !claim.projectId().equals("held"))
                .toList();
        return real.release(free)
                .compose(given -> free.size() == claims.size()
                        ? Future.succeededFuture()
                        : Future.failedFuture(new StoreFailure("somebody else holds one of them", null)));
    }

    private List<String> named(String event) {
        return List.copyOf(lines.list).stream()
                .filter(line -> line.getMessage() != null)
                .map(line -> String.valueOf(line.getKeyValuePairs()))
                .filter(pairs -> pairs.contains("event=\"" + event + "\""))
                .map(pairs -> pairs.replaceAll(".*project_id=\"([^\"]*)\".*", "$1"))
                .toList();
    }
}
