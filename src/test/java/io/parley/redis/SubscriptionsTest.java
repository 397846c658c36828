package io.parley.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.redis.client.Command;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SubscriptionsTest {
    private final List<Command> sent = new ArrayList<>();
    private final Subscriptions channels = Subscriptions.channels((command, names) -> sent.add(command));

    @Test
    void whoIsRemovedLateTakesNobodyElseAlong() {
        Subscriptions.Heard left = Objects.requireNonNull(channels.add("c", new Deaf()));
        channels.remove("c");
        Subscriptions.Heard stays = Objects.requireNonNull(channels.add("c", new Deaf()));

        channels.remove("c", left);
        channels.confirmed("c");

        assertThat(left.confirmed().cause()).isInstanceOf(RedisFailure.class);
        assertThat(stays.confirmed().succeeded()).isTrue();
        assertThat(sent).containsExactly(Command.SUBSCRIBE, Command.UNSUBSCRIBE, Command.SUBSCRIBE);
    }

    private static final class Deaf implements RedisChannels.Listener {
        @Override
        public void message(String channel, String body) {}

        @Override
        public void heardAgain() {}
    }
}
