package io.parley.bus;

/** Every address of the bus (PROTOCOL section 5). Nobody else makes one. */
public final class Addresses {
    public static final String REGISTER = "conv.register";
    public static final String UNREGISTER = "conv.unregister";
    public static final String HANDLE = "conv.handle";
    public static final String READ = "conv.read";
    public static final String PUSH = "conv.push";
    public static final String MANAGE = "conv.manage";

    public static final String GATEWAY_PUSH = "gateway.push";
    public static final String GATEWAY_ALL = "gateway.all";

    public static final String LOG = "conv.log";
    public static final String LOG_ALL = "conv.log.all";
    public static final String ACK = "conv.ack";

    static final String AGENT = "conv.agent.";
    static final String ANSWER = "conv.answer.";
    static final String USER_PUSH = "user.push.";
    static final String GATEWAY = "gateway.";

    private Addresses() {}

    /** Where a user's pushes go by default; any application may publish there too. */
    public static String userPush(String userId) {
        return USER_PUSH + userId;
    }

    /** Where one gateway instance hears the beats of conversation instances. */
    public static String gateway(String gatewayId) {
        return GATEWAY + gatewayId;
    }

    /** Whether {@code address} is that of one gateway instance, who hears there for all of its users. */
    public static boolean isGateway(String address) {
        return address.startsWith(GATEWAY);
    }

    /** Where the agents that are called {@code name} hear of turns, each of one; what they hear by themselves is below it. */
    public static String agent(String name) {
        return AGENT + name;
    }

    /** Where all agents that are called {@code name} hear of turns that nobody waits for any more. */
    public static String agentCancel(String name) {
        return of(agent(name), "cancel");
    }

    /** Where the events of one asking go. */
    public static String answer(String id) {
        return ANSWER + id;
    }

    /** {@code address} of one conversation instance alone. */
    public static String of(String address, String instance) {
        return address + "." + instance;
    }
}
