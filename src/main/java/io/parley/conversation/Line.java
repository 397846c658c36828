package io.parley.conversation;

import io.parley.bus.Addresses;
import io.parley.conversation.Session.Address;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What goes to one push address: its channel, whose the latest push was, and of which conversations something was dropped.
 * Pure.
 */
final class Line {
    /** Beyond that it is not said of which conversations, and all that hear the address read their logs. */
    private static final int MAX_LOST = 10_000;

    private final Channel channel;
    private final Set<String> lost = new LinkedHashSet<>();
    private boolean lostMore;
    private @Nullable Origin latest;

    /** Whose a push is, and of which conversation. */
    record Origin(Address to, String projectId, long epoch) {}

    private Line(Channel channel) {
        this.channel = channel;
    }

    /** The line to {@code pushTo}; {@code n} is the number of the last push before its first. */
    static Line to(String pushTo, long n) {
        boolean isNode = Addresses.isGateway(pushTo);
        return new Line(new Channel(n, isNode ? Channel.Window.OF_A_NODE : Channel.Window.OF_A_USER));
    }

    Channel channel() {
        return channel;
    }

    /** The latest that was to leave; null before the first. */
    @Nullable
    Origin latest() {
        return latest;
    }

    void next(Origin origin) {
        latest = origin;
    }

    /** What was to leave last is dropped. */
    void drop(String projectId) {
        channel.drop();
        if (lost.size() < MAX_LOST) {
            lost.add(projectId);
        } else {
            lostMore |= !lost.contains(projectId);
        }
    }

    /** Whether something was dropped that has not been told of. */
    boolean hasDropped() {
        return !lost.isEmpty();
    }

    /** The conversations of which something was dropped, as they are told of now; null where they are too many to be named. */
    @Nullable
    List<String> tellDropped() {
        List<String> all = lostMore ? null : new ArrayList<>(lost);
        lost.clear();
        lostMore = false;
        return all;
    }
}
