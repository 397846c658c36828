package io.parley.bus;

/** Every channel of Redis that messages between gateways and conversations take. Nobody else makes one. Pure. */
final class ChannelNames {
    /** All conversations. */
    static final String CONVERSATIONS = "channel:conv:*";
    /** What all instances hear and is of no conversation. */
    static final String INSTANCES = "channel:instances";
    /** What all instances hear, also those that do not serve yet. */
    static final String LOGS = "channel:logs";
    /** What all gateways hear. */
    static final String GATEWAYS = "channel:gateways";

    private static final String CHANNEL = "channel:";

    private ChannelNames() {}

    static String conversation(String projectId) {
        return CHANNEL + "conv:" + projectId;
    }

    static String instance(String name) {
        return CHANNEL + "instance:" + name;
    }

    /** Where one who asks hears the answers. */
    static String reply(String id) {
        return CHANNEL + "reply:" + id;
    }

    /** The channel for what is pushed to {@code address} of the bus; one that names a channel is that. */
    static String of(String address) {
        if (address.startsWith(CHANNEL)) {
            return address;
        }
        if (address.startsWith(Addresses.USER_PUSH)) {
            return CHANNEL + "user:" + address.substring(Addresses.USER_PUSH.length());
        }
        if (address.startsWith(Addresses.GATEWAY)) {
            return CHANNEL + "gateway:" + address.substring(Addresses.GATEWAY.length());
        }
        if (address.startsWith(Addresses.AGENT)) {
            return CHANNEL + "agent:" + address.substring(Addresses.AGENT.length());
        }
        if (address.startsWith(Addresses.ANSWER)) {
            return CHANNEL + "answer:" + address.substring(Addresses.ANSWER.length());
        }
        return CHANNEL + address;
    }
}
