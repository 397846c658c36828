package io.parley.gateway;

import io.parley.bus.Addresses;
import io.parley.bus.Beat;
import io.parley.bus.Beat.Position;
import io.parley.bus.Envelope;
import io.parley.bus.PushListener;
import io.parley.bus.UserReached;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What comes to the gateway's own address: beats of conversation instances, reports of gateways, and where so configured what
 * conversations push. Confined to one context.
 */
final class OwnAddress implements PushListener {
    private final String address;
    private final Hub hub;
    private final Owners owners;
    private final Farewells farewells;
    private final UserCalls calls;
    private final Collection<Connection> connections;

    /** {@code connections} changes with those that come and go. */
    OwnAddress(
            String gatewayId,
            Owners owners,
            Farewells farewells,
            UserCalls calls,
            Hub hub,
            Collection<Connection> connections) {
        this.address = Addresses.gateway(gatewayId);
        this.hub = hub;
        this.owners = owners;
        this.farewells = farewells;
        this.calls = calls;
        this.connections = connections;
    }

    @Override
    public void beat(Beat beat) {
        owners.heard(beat);
        farewells.heard(beat.from());
        Map<String, Position> positions = new HashMap<>();
        beat.positions().forEach(position -> positions.merge(position.projectId(), position, OwnAddress::newer));
        List.copyOf(connections)
                .forEach(connection ->
                        connection.heard(beat, positions.get(connection.peer().projectId())));
    }

    @Override
    public void reached(UserReached reached) {
        calls.reached(reached);
    }

    @Override
    public void envelope(Envelope envelope) {
        hub.pushed(address, envelope);
    }

    /** Applications reach users at their own addresses. */
    @Override
    public void bare(JsonObject message) {}

    private static Position newer(Position one, Position other) {
        return one.epoch() > other.epoch() ? one : other;
    }
}
