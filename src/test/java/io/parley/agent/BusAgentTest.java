package io.parley.agent;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.parley.bus.AgentWay;
import io.parley.bus.AgentWays;
import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class BusAgentTest extends RemoteAgentContract {
    private static final String ADDRESS = "conv.agent.poet";

    @Override
    AgentWay way() {
        return AgentWays.of(vertx, new JsonObject()).bus();
    }

    @Override
    ByHand agent(String suffix) throws Exception {
        return new OnTheBus(suffix);
    }

    @Test
    void instancesShareTheTurns() throws Exception {
        ByHand first = agent("7f");
        ByHand second = agent("8a");

        for (int i = 0; i < 4; i++) {
            ask("t" + i, PATIENT);
        }

        assertThat(List.of(first.turn(), first.turn(), second.turn(), second.turn()))
                .extracting(asked -> asked.turn().getString("turn_id"))
                .containsExactlyInAnyOrder("t0", "t1", "t2", "t3");
    }

    @Test
    void cancelGoesToAllOfTheNameWhereTheAgentHasNotSaidWhereItHears() throws Exception {
        ByHand agent = agent("7f");
        BlockingQueue<JsonObject> cancels = hear(ADDRESS + ".cancel");
        ask("t1", PATIENT);
        agent.turn();

        context.runOnContext(v -> sink.cancel());

        assertThat(next(cancels).getString("turn_id")).isEqualTo("t1");
    }

    @Test
    void agentCannotHaveOthersTold() throws Exception {
        ByHand agent = agent("7f");
        BlockingQueue<JsonObject> victim = hear("user.push.bob");
        Future<Outcome> end = ask("t1", PATIENT);

        agent.turn().says(new JsonObject().put("control", "user.push.bob"));

        assertThat(failure(end).isGone()).isTrue();
        vertx.eventBus().send("user.push.bob", new JsonObject().put("marker", true));
        assertThat(next(victim)).isEqualTo(new JsonObject().put("marker", true));
    }

    @Test
    void whatIsNoObjectIsRefused() throws Exception {
        ByHand agent = agent("7f");
        BlockingQueue<JsonObject> cancels = hear(ADDRESS + ".cancel");
        Future<Outcome> end = ask("t1", PATIENT);
        Asked asked = agent.turn();

        vertx.eventBus().send(asked.turn().getString("reply_address"), "hello");

        assertThat(failure(end).isGone()).isTrue();
        assertThat(next(cancels).getString("reason")).contains("JSON object");
    }

    @Test
    void turnThatAnInstanceRefusesGoesToAnother() throws Exception {
        vertx.eventBus().consumer(ADDRESS, message -> message.fail(1, "busy"));
        ByHand other = agent("7f");

        ask("t1", PATIENT);
        ask("t2", PATIENT);

        assertThat(List.of(other.turn(), other.turn()))
                .extracting(asked -> asked.turn().getString("turn_id"))
                .containsExactlyInAnyOrder("t1", "t2");
    }

    @Test
    void nameThatCouldBeAnotherAddressIsRefused() {
        var refused =
                catchThrowableOfType(IllegalArgumentException.class, () -> Agents.named("bus:poet.cancel", vertx));

        assertThat(refused).hasMessageContaining("\"poet.cancel\"");
        assertThat(Agents.named("bus:poet", vertx)).isInstanceOf(RemoteAgent.class);
    }

    private BlockingQueue<JsonObject> hear(String address) throws TimeoutException {
        BlockingQueue<JsonObject> heard = new LinkedBlockingQueue<>();
        vertx.eventBus()
                .<JsonObject>consumer(address, message -> heard.add(message.body()))
                .completion()
                .await(5, SECONDS);
        return heard;
    }

    private final class OnTheBus extends ByHand {
        private final MessageConsumer<JsonObject> shared;
        private final MessageConsumer<JsonObject> own;

        OnTheBus(String suffix) throws TimeoutException {
            super(ADDRESS + "." + suffix);
            shared = vertx.eventBus().consumer(ADDRESS, turn -> turns.add(turn.body()));
            own = vertx.eventBus().consumer(control, this::hear);
            Future.all(shared.completion(), own.completion()).await(5, SECONDS);
        }

        private void hear(Message<JsonObject> message) {
            told.add(message.body());
            if (isAlive && message.body().containsKey("alive")) {
                lives.add(1);
                message.reply("yes");
            }
        }

        @Override
        void send(String address, JsonObject body) {
            vertx.eventBus().send(address, body);
        }

        @Override
        void leaves() throws Exception {
            Future.all(shared.unregister(), own.unregister()).await(5, SECONDS);
        }
    }
}
