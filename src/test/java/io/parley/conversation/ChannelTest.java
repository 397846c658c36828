package io.parley.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChannelTest {
    private static final int MAX_MESSAGES = Channel.Window.OF_A_USER.messages();
    private static final int MAX_BYTES = Channel.Window.OF_A_USER.bytes();

    private final Channel channel = new Channel(0, Channel.Window.OF_A_USER);

    @Test
    void noMoreIsOnTheWayThanItsGatewaysAcknowledge() {
        channel.joined("gw1");

        sendWhileThereIsRoom();

        assertThat(channel.last()).isEqualTo(MAX_MESSAGES);
        channel.acknowledged("gw1", 1);
        assertThat(channel.hasRoom(1)).isTrue();
    }

    @Test
    void slowestGatewayDecides() {
        channel.joined("gw1");
        channel.joined("gw2");
        sendWhileThereIsRoom();

        channel.acknowledged("gw1", channel.last());

        assertThat(channel.hasRoom(1)).isFalse();
        channel.left("gw2");
        assertThat(channel.hasRoom(1)).isTrue();
    }

    @Test
    void bytesCountTooButOneOfAnySizeMayLeaveAlone() {
        channel.joined("gw1");

        assertThat(channel.hasRoom(10 * MAX_BYTES)).isTrue();
        channel.send(MAX_BYTES, 0);

        assertThat(channel.hasRoom(1)).isFalse();
    }

    @Test
    void whatIsDroppedLeavesOneHoleAndNothingFollowsBeforeHalfOfItIsTaken() {
        channel.joined("gw1");
        sendWhileThereIsRoom();
        channel.drop();
        channel.drop();

        channel.acknowledged("gw1", MAX_MESSAGES / 2 - 1);
        assertThat(channel.hasRoom(1)).isFalse();
        channel.acknowledged("gw1", MAX_MESSAGES / 2);

        assertThat(channel.hasRoom(1)).isTrue();
        assertThat(channel.send(1, 0)).isEqualTo(MAX_MESSAGES + 2);
    }

    @Test
    void whoComesWhileSomeAreDroppedSeesTheHoleToo() {
        channel.joined("gw1");
        sendWhileThereIsRoom();
        channel.drop();

        channel.joined("gw2");
        long told = channel.sent();
        channel.drop();
        channel.acknowledged("gw1", MAX_MESSAGES);

        assertThat(channel.send(1, 0)).isGreaterThan(told + 1);
    }

    @Test
    void gatewayThatTakesNothingIsKnownByTheOldestThatItHasNotTaken() {
        channel.joined("gw1");
        channel.joined("gw2");
        channel.send(1, 100);
        channel.acknowledged("gw1", 1);

        assertThat(channel.stuck(100)).isEmpty();
        assertThat(channel.stuck(101)).containsExactly("gw2");
    }

    @Test
    void gatewayHasTakenWhatWasSentBeforeItCame() {
        channel.joined("gw1");
        channel.send(1, 0);
        channel.acknowledged("gw1", 1);
        channel.joined("gw2");

        assertThat(channel.stuck(1)).isEmpty();
    }

    @Test
    void nobodyToAcknowledgeMeansNothingToWaitFor() {
        for (int i = 0; i < 2 * MAX_MESSAGES; i++) {
            assertThat(channel.hasRoom(1)).isTrue();
            channel.send(1, 0);
        }
    }

    @Test
    void isUnansweredWhileTheLatestThatLeftIsOldAndNotTaken() {
        channel.joined("gw1");
        assertThat(channel.isUnansweredSince(100)).isFalse();

        channel.send(1, 50);
        assertThat(channel.isUnansweredSince(50)).isFalse();
        assertThat(channel.isUnansweredSince(51)).isTrue();

        channel.send(1, 100);
        assertThat(channel.isUnansweredSince(100)).isFalse();
        channel.acknowledged("gw1", 2);
        assertThat(channel.isUnansweredSince(1_000)).isFalse();
    }

    private void sendWhileThereIsRoom() {
        while (channel.hasRoom(1)) {
            channel.send(1, 0);
        }
    }
}
