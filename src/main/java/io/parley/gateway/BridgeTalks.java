package io.parley.gateway;

import io.parley.gateway.identity.Principal;
import io.parley.protocol.CloseCode;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Phrase;
import io.parley.protocol.ServerMessage;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The conversations that one socket of the event-bus bridge is in, at most so many. Confined to one context. */
final class BridgeTalks {
    private final Gateway gateway;
    private final BridgeSocket bridge;
    private final @Nullable String origin;
    private final Map<String, Talk> talks = new LinkedHashMap<>();
    /** How many were ended by others than the client, and it has not come to as many again. */
    private int ends;

    private record Talk(BridgeChannel channel, Connection connection) {}

    /** {@code origin}: the client's address, for limits. */
    BridgeTalks(Gateway gateway, BridgeSocket bridge, @Nullable String origin) {
        this.gateway = gateway;
        this.bridge = bridge;
        this.origin = origin;
    }

    boolean isEmpty() {
        return talks.isEmpty();
    }

    boolean has(String projectId) {
        return talks.containsKey(projectId);
    }

    /** Whether to come to one more costs as much as a message: so it does after one was ended. */
    boolean isComingPriced() {
        return ends > 0;
    }

    /** What the client says in a conversation, which it comes to with its first message. */
    void say(String projectId, JsonObject message, @Nullable String replyAddress) {
        Talk talk = talks.get(projectId);
        BridgeChannel channel = talk == null ? come(projectId, replyAddress) : talk.channel();
        if (channel != null) {
            channel.say(message, replyAddress);
        }
    }

    /** Null: there is no room for it, and the client was told so. */
    private @Nullable BridgeChannel come(String projectId, @Nullable String replyAddress) {
        int most = gateway.config().bridge().conversations();
        Refusal full = talks.size() < most
                ? gateway.admission().enter(origin)
                : new Refusal(
                        ErrorCode.FORBIDDEN, Phrase.of("refused.bridge_conversations", String.valueOf(most)), null);
        if (full != null) {
            bridge.refuse(replyAddress, full);
            return null;
        }
        ends = Math.max(0, ends - 1);
        var channel = new BridgeChannel(bridge, this, projectId);
        var visitor = new Visitor(
                new Principal(bridge.userId()), new Handshake(projectId, null, null, bridge.lang()), origin);
        Connection connection = gateway.openBeside(visitor, channel);
        if (connection.isGone()) {
            bridge.refuse(replyAddress, Refusal.of(ErrorCode.UNAVAILABLE));
            return null;
        }
        talks.put(projectId, new Talk(channel, connection));
        return channel;
    }

    /** There is a handler for what they say. */
    void heard() {
        List.copyOf(talks.values()).forEach(talk -> talk.channel().heard(talk.connection()));
    }

    /** What nobody heard cannot be had. */
    void lost(BridgeChannel channel, Refusal why) {
        Talk talk = talks.get(channel.projectId());
        if (talk != null) {
            talk.connection().leave(why, "not_resumed");
        }
    }

    /** One has ended with {@code code}. What concerns the client as a whole ends all that it does here. */
    void ended(BridgeChannel channel, CloseCode code, ServerMessage.Failure why) {
        talks.remove(channel.projectId());
        ends++;
        boolean isOfOne = switch (code) {
            case FORBIDDEN, OVERLOAD, TOO_MANY_CONNECTIONS -> true;
            case GOING_AWAY, TOO_LARGE, RESTART, UNAUTHENTICATED, SLOW_CONSUMER, FLOODING -> false;
        };
        if (!isOfOne) {
            bridge.leave(code, why);
        } else if (gateway.admission().isClosed()) {
            bridge.sendAway();
        }
    }

    /** The socket is gone. */
    void closed(boolean byClient) {
        List<Talk> all = List.copyOf(talks.values());
        talks.clear();
        all.forEach(talk -> talk.channel().closed(byClient));
    }
}
