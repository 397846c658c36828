package io.parley.gateway;

import io.parley.bus.Addresses;
import io.parley.bus.BusFailure;
import io.parley.bus.Transport;
import io.parley.bus.UserCall;
import io.parley.bus.UserEndpoint;
import io.parley.bus.UserPush;
import io.parley.bus.UserPushReply;
import io.parley.bus.UserReached;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Ids;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What applications say to a user by {@code gateway.push}, whichever gateways the user is at: the one that is asked calls all,
 * and adds up what they report. Confined to one context. At most {@value #MAX} are added up at a time; BUSY beyond.
 */
final class UserCalls implements UserEndpoint {
    static final int MAX = 32_768;
    private static final long LONGEST_MS = 1_000;
    /** All gateways hear a call at about the same time, so what the others report comes soon after the first report. */
    private static final long AFTER_THE_FIRST_MS = 150;

    private final Vertx vertx;
    private final Transport transport;
    private final String gatewayId;
    private final Hub hub;
    private final Map<String, Tally> tallies = new HashMap<>();

    private static final class Tally {
        private final Promise<UserPushReply> reply = Promise.promise();
        private int count;
        private boolean closing;
    }

    UserCalls(Vertx vertx, Transport transport, String gatewayId, Hub hub) {
        this.vertx = vertx;
        this.transport = transport;
        this.gatewayId = gatewayId;
        this.hub = hub;
    }

    @Override
    public Future<UserPushReply> push(UserPush request) {
        if (tallies.size() >= MAX) {
            return Future.failedFuture(new BusFailure(ErrorCode.BUSY, "too many pushes are under way"));
        }
        String id = Ids.next();
        Tally tally = new Tally();
        tallies.put(id, tally);
        vertx.setTimer(LONGEST_MS, late -> close(id));
        transport.call(new UserCall(request.userId(), request.message(), Addresses.gateway(gatewayId), id));
        return tally.reply.future();
    }

    @Override
    public void called(UserCall call) {
        int reached = hub.tell(call.userId(), call.message());
        if (reached > 0) {
            transport.report(call.replyAddress(), new UserReached(call.correlationId(), reached));
        }
    }

    /** A gateway reports; nothing where it is too late. */
    void reached(UserReached report) {
        Tally tally = tallies.get(report.correlationId());
        if (tally == null) {
            return;
        }
        tally.count += report.reached();
        if (!tally.closing) {
            tally.closing = true;
            vertx.setTimer(AFTER_THE_FIRST_MS, over -> close(report.correlationId()));
        }
    }

    /** Tells all who wait what was counted so far. */
    void close() {
        List.copyOf(tallies.keySet()).forEach(this::close);
    }

    private void close(String id) {
        Tally tally = tallies.remove(id);
        if (tally != null) {
            tally.reply.complete(new UserPushReply(true, tally.count));
        }
    }
}
