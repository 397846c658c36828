package io.parley.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.bridge.BridgeVerticle;
import io.parley.console.ConsoleVerticle;
import io.parley.conversation.ConversationVerticle;
import io.parley.gateway.GatewayVerticle;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DeploymentTest {
    private static final List<Class<? extends Deployable>> ALL =
            List.of(ConsoleVerticle.class, GatewayVerticle.class, ListeningVerticle.class, ConversationVerticle.class);

    @Test
    void whoAnswersStartsBeforeWhoLetsClientsIn() {
        assertThat(sorted(Deployment.START_ORDER))
                .containsExactly("ConversationVerticle", "ListeningVerticle", "GatewayVerticle", "ConsoleVerticle");
    }

    @Test
    void eachPartNamesItsClass() {
        assertThat(Stream.of(Part.values()).map(Part::className))
                .containsExactly(
                        ConversationVerticle.class.getName(),
                        BridgeVerticle.class.getName(),
                        GatewayVerticle.class.getName(),
                        ConsoleVerticle.class.getName());
    }

    private static List<String> sorted(Comparator<Deployment> order) {
        return ALL.stream()
                .map(type -> new Deployment("any", type, new DeploymentOptions()))
                .sorted(order)
                .map(deployment -> deployment.type().getSimpleName())
                .toList();
    }
}
