package io.parley.gateway;

import io.parley.bus.Addresses;
import io.parley.bus.Envelope;
import io.parley.bus.PushListener;
import io.parley.bus.Subscription;
import io.parley.bus.Transport;
import io.parley.ops.EventLog;
import io.parley.ops.EventLog.Field;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Each user's connections at this instance, in the order in which they came, and the one consumer of the user's pushes that
 * feeds them. Confined to one context.
 */
final class Hub {
    private static final EventLog LOG = EventLog.of(Hub.class, EventLog.GATEWAY);

    private final Transport transport;
    private final Owners owners;
    private final Map<String, Audience> users = new HashMap<>();

    Hub(Transport transport, Owners owners) {
        this.transport = transport;
        this.owners = owners;
    }

    /** Completes when {@code connection} hears what is pushed to its user from then on. */
    Future<Void> join(Connection connection) {
        String userId = connection.peer().userId();
        Audience audience = users.computeIfAbsent(userId, Audience::new);
        audience.members.add(connection);
        return audience.ready.mapEmpty();
    }

    /** The user's consumer goes with the last connection; one that comes at the same moment gets a consumer of its own. */
    void leave(Connection connection) {
        String userId = connection.peer().userId();
        Audience audience = users.get(userId);
        if (audience != null && audience.members.remove(connection) && audience.members.isEmpty()) {
            users.remove(userId);
            audience.close();
        }
    }

    /** The user's connections, the oldest first. */
    List<Connection> of(String userId) {
        Audience audience = users.get(userId);
        return audience == null ? List.of() : List.copyOf(audience.members);
    }

    /** Whether the user has a connection here. */
    boolean has(String userId) {
        return users.containsKey(userId);
    }

    /** Says {@code message} to the user's connections here, of its conversation where it names one. Says to how many. */
    int tell(String userId, JsonObject message) {
        Audience audience = users.get(userId);
        return audience == null ? 0 : audience.tell(message);
    }

    private final class Audience implements PushListener {
        private final Set<Connection> members = new LinkedHashSet<>();
        private final String address;
        private final Future<Subscription> ready;

        Audience(String userId) {
            this.address = Addresses.userPush(userId);
            this.ready = transport.subscribe(address, this);
        }

        @Override
        public void envelope(Envelope envelope) {
            if (owners.isLate(address, envelope)) {
                return;
            }
            List<Push> pushes = envelope.messages().stream().map(Push::of).toList();
            int bytes = pushes.stream().mapToInt(push -> push.frame().bytes()).sum();
            boolean isHole = owners.arrived(address, envelope, bytes);
            for (Connection member : List.copyOf(members)) {
                if (isHole) {
                    member.missed(envelope);
                }
                member.pushed(envelope, pushes);
            }
        }

        @Override
        public void bare(JsonObject message) {
            tell(message);
        }

        private int tell(JsonObject message) {
            JsonObject unnumbered = message.copy();
            unnumbered.remove("seq");
            Object projectId = message.getValue("project_id");
            Push push = Push.of(Frame.bare(String.valueOf(message.getValue("type")), unnumbered.encode()));
            List<Connection> addressed = members.stream()
                    .filter(member ->
                            projectId == null || projectId.equals(member.peer().projectId()))
                    .toList();
            addressed.forEach(member -> member.pushed(push));
            return addressed.size();
        }

        void close() {
            owners.forget(address);
            ready.compose(Subscription::close)
                    .onFailure(failure -> LOG.warn("push_consumer_not_closed")
                            .addKeyValue(Field.ADDRESS, address)
                            .setCause(failure)
                            .log("the consumer of a user's pushes did not close"));
        }
    }
}
