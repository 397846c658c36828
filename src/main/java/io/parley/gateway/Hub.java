package io.parley.gateway;

import io.parley.bus.Addresses;
import io.parley.bus.Envelope;
import io.parley.bus.PushListener;
import io.parley.bus.Subscription;
import io.parley.bus.Transport;
import io.parley.gateway.GatewayConfig.PushTo;
import io.parley.ops.EventLog;
import io.parley.ops.EventLog.Field;
import io.parley.ops.InTime;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * The connections of this instance, by user and by conversation, and the addresses at which they hear: each user's own, or
 * that of this instance for all of them. Confined to one context.
 */
final class Hub {
    private static final EventLog LOG = EventLog.of(Hub.class, EventLog.GATEWAY);
    private static final String TIMESTAMP = "timestamp";
    /**
     * How long a connection waits for its user's consumer. In a cluster it may take as long as a node that stands still counts
     * as one (10 s): of the addresses that this node keeps, and of all behind one of these, as they are registered one by one.
     */
    private static final long PATIENCE_MS = 1_000;

    private static final int INSISTED_AT_ONCE = 500;

    private final Vertx vertx;
    private final String own;
    private final Transport transport;
    private final Incoming incoming;
    private final PushTo pushTo;
    private final Map<String, User> users = new HashMap<>();
    private final Crowd all = new Crowd();

    /** {@code own}: the address of this instance. */
    Hub(Vertx vertx, String own, Transport transport, Incoming incoming, PushTo pushTo) {
        this.vertx = vertx;
        this.own = own;
        this.transport = transport;
        this.incoming = incoming;
        this.pushTo = pushTo;
    }

    /** Completes when {@code connection} hears what is pushed to {@link #addressOf} its user from then on. */
    Future<Void> join(Connection connection) {
        String userId = connection.peer().userId();
        User user = users.computeIfAbsent(userId, User::new);
        user.members.add(connection);
        all.add(connection);
        return user.ready();
    }

    /** Where conversations are to push to for {@code userId}: to this instance while the user's own address is not heard yet. */
    String addressOf(String userId) {
        User user = users.get(userId);
        boolean isHeard = user == null || user.isHeard();
        return pushTo.isNode() || !isHeard ? own : Addresses.userPush(userId);
    }

    /** To be called every second: what could not be subscribed is tried again, so many at a time. */
    void insist() {
        users.values().stream()
                .filter(User::isRefused)
                .limit(INSISTED_AT_ONCE)
                .toList()
                .forEach(User::insist);
    }

    /** As {@link #join}, for what applications say past the conversations, until {@link #forget}. */
    Future<Void> hear(Ear ear) {
        User user = users.computeIfAbsent(ear.userId(), User::new);
        user.ears.add(ear);
        return user.ready();
    }

    void forget(Ear ear) {
        User user = users.get(ear.userId());
        if (user != null && user.ears.remove(ear)) {
            closeIfLeft(user);
        }
    }

    /** The user's consumer goes with the last connection and ear; one that comes at the same moment gets a consumer of its own. */
    void leave(Connection connection) {
        all.remove(connection);
        User user = users.get(connection.peer().userId());
        if (user != null && user.members.remove(connection)) {
            closeIfLeft(user);
        }
    }

    private void closeIfLeft(User user) {
        if (user.members.isEmpty() && user.ears.isEmpty()) {
            users.remove(user.userId);
            user.close();
        }
    }

    /** The user's connections, the oldest first. */
    List<Connection> of(String userId) {
        User user = users.get(userId);
        return user == null ? List.of() : user.all();
    }

    /** Whether the user has a connection here. */
    boolean has(String userId) {
        return users.containsKey(userId);
    }

    /** Says {@code message} to the user's ears here, of its conversation where it names one. Says to how many. */
    int tell(String userId, JsonObject message) {
        User user = users.get(userId);
        return user == null ? 0 : user.tell(message);
    }

    /** Pushed to {@code address}, which is this instance's own. */
    void pushed(String address, Envelope envelope) {
        incoming.take(address, envelope, all);
    }

    private final class User implements PushListener, Incoming.Hearers {
        private final String userId;
        private final Set<Connection> members = new LinkedHashSet<>();
        private final Set<Ear> ears = new LinkedHashSet<>();
        private final String address;
        /** The latest try; null: nothing is heard there. */
        private @Nullable Future<Subscription> subscribed;

        private boolean isToldDeaf;

        User(String userId) {
            this.userId = userId;
            this.address = Addresses.userPush(userId);
            this.subscribed = pushTo.hearsUsers() ? subscribe() : null;
        }

        private Future<Subscription> subscribe() {
            return transport.subscribe(address, this).onFailure(this::notMade);
        }

        /** Tried again and again, and said once. */
        private void notMade(Throwable failure) {
            String event = "push_consumer_not_made";
            warn(isToldDeaf ? LOG.debug(event) : LOG.warn(event), failure, "applications do not reach a user");
            isToldDeaf = true;
        }

        boolean isRefused() {
            return subscribed != null && subscribed.failed();
        }

        void insist() {
            if (isRefused()) {
                subscribed = subscribe();
            }
        }

        boolean isHeard() {
            return subscribed == null || subscribed.succeeded();
        }

        /** Where conversations push to this instance, nobody waits for what only applications use; else not for long. */
        Future<Void> ready() {
            if (subscribed == null || pushTo.isNode()) {
                return Future.succeededFuture();
            }
            insist();
            return InTime.of(vertx, subscribed, PATIENCE_MS, TimeUnit.MILLISECONDS)
                    .<Void>mapEmpty()
                    .recover(failure -> failure instanceof TimeoutException
                            ? Future.succeededFuture()
                            : Future.failedFuture(failure));
        }

        /**
         * Where conversations push to this instance, this one is for another gateway of the same user. What comes after the
         * last connection has left is for the consumer of the next, and not to be counted as taken.
         */
        @Override
        public void envelope(Envelope envelope) {
            if (!pushTo.isNode() && !members.isEmpty()) {
                incoming.take(address, envelope, this);
            }
        }

        @Override
        public void bare(JsonObject message) {
            tell(message);
        }

        @Override
        public List<Connection> all() {
            return List.copyOf(members);
        }

        @Override
        public List<Connection> of(String projectId) {
            return members.stream()
                    .filter(member -> projectId.equals(member.peer().projectId()))
                    .toList();
        }

        private int tell(JsonObject message) {
            JsonObject unnumbered = message.copy();
            unnumbered.remove("seq");
            if (unnumbered.getValue(TIMESTAMP) == null) {
                unnumbered.put(TIMESTAMP, System.currentTimeMillis());
            }
            Object projectId = message.getValue("project_id");
            Push push = Push.of(Frame.bare(String.valueOf(message.getValue("type")), unnumbered.encode()));
            List<Ear> addressed =
                    ears.stream().filter(ear -> ear.hears(projectId)).toList();
            addressed.forEach(ear -> ear.taker().accept(push));
            return addressed.size();
        }

        void close() {
            incoming.forget(address);
            if (subscribed != null && !isRefused()) {
                subscribed
                        .compose(Subscription::close)
                        .onFailure(failure -> warn(
                                LOG.warn("push_consumer_not_closed"),
                                failure,
                                "the consumer of a user's pushes did not close"));
            }
        }

        private void warn(LoggingEventBuilder line, Throwable failure, String sentence) {
            line.addKeyValue(Field.ADDRESS, address).setCause(failure).log(sentence);
        }
    }
}
