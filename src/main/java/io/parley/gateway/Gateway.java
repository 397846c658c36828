package io.parley.gateway;

import io.parley.bus.Addresses;
import io.parley.bus.ManageReply;
import io.parley.bus.ManageRequest;
import io.parley.bus.Subscription;
import io.parley.bus.Transport;
import io.parley.gateway.identity.Authenticator;
import io.parley.ops.Meters;
import io.parley.protocol.Ids;
import io.parley.redis.ConnectionEntry;
import io.parley.redis.ConnectionIndex;
import io.parley.redis.RedisLink;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All connections of one instance and what they share. Confined to one context. */
final class Gateway {
    private static final long AGAIN_MS = 3_000;
    private static final int LOOKING_AT_ONCE = 500;

    private final String id = Ids.next();
    private final Vertx vertx;
    private final GatewayConfig config;
    private final Transport transport;
    private final Owners owners;
    private final Unanswered unanswered;
    private final Farewells farewells;
    private final Hub hub;
    private final UserCalls calls;
    private final Rates rates;
    private final UserRepeats repeats;
    private final Admission admission;
    private final Census census;
    private final Drain drain;
    private final Packing packing;
    private final Identification identification;
    private final Deadlines deadlines = new Deadlines();
    /** Null: there is no Redis. */
    private final @Nullable Listing listing;

    private final Wheel wheel = new Wheel();
    private final Bridges bridges;
    private final Map<Connection, Place> connections = new LinkedHashMap<>();
    /** Those who have not said yet who they are. */
    private final Set<Lobby> guests = new LinkedHashSet<>();

    private final List<Subscription> heard = new ArrayList<>();

    /** What a connection takes up until it leaves; {@code ear} null: applications are heard by others for it. */
    private record Place(
            @Nullable String address, int slot, @Nullable Ear ear) {}

    /**
     * {@code redis} null: budgets are those of this instance alone, and there is no directory. {@code nanoTime} is the clock by
     * which an owner is silent, {@code System::nanoTime} but for a test.
     */
    Gateway(
            Vertx vertx,
            GatewayConfig config,
            Transport transport,
            @Nullable RedisLink redis,
            Authenticator authenticator,
            LongSupplier nanoTime) {
        this.vertx = vertx;
        this.identification = new Identification(vertx, authenticator, config.handshakeTimeoutMs());
        this.config = config;
        this.transport = transport;
        this.owners = new Owners(vertx, transport, id, nanoTime);
        this.unanswered = new Unanswered(nanoTime);
        this.farewells = new Farewells(nanoTime);
        this.hub = new Hub(vertx, Addresses.gateway(id), transport, new Incoming(owners), config.pushTo());
        this.calls = new UserCalls(vertx, transport, id, hub);
        this.rates = new Rates(vertx, config.rate(), redis);
        this.repeats = new UserRepeats(vertx, config.reconnectingMs());
        this.listing = redis == null ? null : new Listing(new ConnectionIndex(redis), id);
        this.admission = new Admission(config.limits());
        this.drain = new Drain(vertx, config.drainMs());
        this.bridges = new Bridges(config.limits().connectionsPerUser());
        this.packing = new Packing(vertx, config, System::nanoTime);
        this.census = new Census(
                Meters.of(vertx), config.reconnectingMs(), config.limits().connections(), nanoTime);
    }

    /** Completes when conversation instances and applications can reach it. */
    Future<Void> start() {
        return transport
                .subscribe(
                        Addresses.gateway(id), new OwnAddress(id, owners, farewells, calls, hub, connections.keySet()))
                .onSuccess(heard::add)
                .compose(beats -> transport.serveUsers(calls))
                .onSuccess(heard::add)
                .mapEmpty();
    }

    /** Hears no conversation instance any more, and takes what is left of it out of the directory. */
    Future<Void> stop() {
        calls.close();
        packing.close();
        repeats.close();
        Future<Void> deaf =
                Future.join(heard.stream().map(Subscription::close).toList()).mapEmpty();
        return listing == null ? deaf : deaf.eventually(listing::close);
    }

    GatewayConfig config() {
        return config;
    }

    Hub hub() {
        return hub;
    }

    Owners owners() {
        return owners;
    }

    Unanswered unanswered() {
        return unanswered;
    }

    Rates rates() {
        return rates;
    }

    UserRepeats repeats() {
        return repeats;
    }

    Admission admission() {
        return admission;
    }

    Packing packing() {
        return packing;
    }

    Wheel wheel() {
        return wheel;
    }

    Bridges bridges() {
        return bridges;
    }

    Identification identification() {
        return identification;
    }

    Deadlines deadlines() {
        return deadlines;
    }

    Census census() {
        return census;
    }

    Link link(Peer peer) {
        return new Link(transport, id, peer, () -> hub.addressOf(peer.userId()));
    }

    Registration registration(Link link) {
        return new Registration(vertx, link, Duration.ofMillis(config.requestTimeoutMs()));
    }

    Delivery delivery(Link link, Supplier<Future<Void>> registerAnew) {
        return new Delivery(vertx, link, Duration.ofMillis(config.requestTimeoutMs()), registerAnew);
    }

    /** Fails with {@link io.parley.bus.BusFailure}. */
    Future<ManageReply> manage(ManageRequest request) {
        return transport.manage(null, request);
    }

    /** A guest waits, until {@link #settled}. One that comes while the gateway stops is sent away. */
    void waits(Lobby guest) {
        guests.add(guest);
        if (admission.isClosed()) {
            guest.sendAway();
        }
    }

    /** The guest has become a connection, or has left. */
    void settled(Lobby guest) {
        guests.remove(guest);
    }

    /** Begins the life of a connection on {@code socket}. The visitor was admitted. */
    void open(Visitor visitor, Socket socket) {
        Connection connection = connection(visitor, socket);
        Ear ear = new Ear(connection.peer().userId(), connection.peer().projectId(), connection::pushed);
        hub.hear(ear); // what fails of it, fails when the connection joins
        enter(connection, visitor, ear);
    }

    /** As {@link #open}, of a connection that hears its conversation alone: what applications say, others hear for it. */
    Connection openBeside(Visitor visitor, Socket socket) {
        Connection connection = connection(visitor, socket);
        enter(connection, visitor, null);
        return connection;
    }

    private Connection connection(Visitor visitor, Socket socket) {
        String userId = visitor.principal().userId();
        List<Connection> others = hub.of(userId);
        if (others.size() >= config.limits().connectionsPerUser()) {
            others.get(0).departure().makeRoom();
        }
        Handshake handshake = visitor.handshake();
        var peer = new Peer(Ids.next(), userId, handshake.projectId(), handshake.lang());
        return new Connection(this, socket, peer, visitor.principal().untilMs());
    }

    private void enter(Connection connection, Visitor visitor, @Nullable Ear ear) {
        connections.put(connection, new Place(visitor.address(), wheel.add(connection.pulse()), ear));
        connection.open(visitor.handshake());
        drain.entered(connection);
    }

    /** The conversation of {@code peer} knows the connection. */
    void known(Peer peer) {
        if (listing != null) {
            listing.arrived(new ConnectionEntry(peer.connectionId(), peer.userId(), peer.projectId(), Instant.now()));
        }
    }

    /** Does {@code unregister}, which is at most once, now and a few times later, lest a session without a connection stays. */
    void unregister(Link link, Runnable unregister) {
        unregister.run();
        vertx.setTimer(AGAIN_MS, again -> unregister.run());
        farewells.add(link, unregister);
    }

    /** A connection ended; {@code expectedSession} is the session that may come back. Returns its last state. */
    ConnectionState left(Connection connection, @Nullable String expectedSession) {
        Place place = connections.remove(connection);
        if (place != null) {
            wheel.remove(connection.pulse(), place.slot());
            admission.leave(place.address());
            if (place.ear() != null) {
                hub.forget(place.ear());
            }
        }
        hub.leave(connection);
        if (listing != null) {
            listing.left(connection.peer().connectionId());
        }
        ConnectionState last = census.left(connection.state(), expectedSession);
        drain.left(connections.isEmpty()); // behind what the last of a stop leaves to be closed
        return last;
    }

    /** Closes who takes nothing of what it is sent. To be called often, measured by how long one may take nothing. */
    void closeStalled() {
        long now = System.nanoTime();
        connections.keySet().stream()
                .filter(connection -> connection.isStalled(now))
                .toList()
                .forEach(Connection::overflow);
        bridges.closeStalled(now);
    }

    /** To be called every {@link Wheel#tickMs}. */
    void tick() {
        census.sweep();
        if (wheel.turn()) {
            rates.sweep(hub::has);
        }
    }

    /**
     * To be called every second: what is due is done, and connections whose owner fell silent, or is to push to another address by
     * now, register anew, so many at a time.
     */
    void sweep() {
        deadlines.sweep(System.currentTimeMillis());
        hub.insist();
        Set<String> silent = owners.silent();
        List<Connection> all = new ArrayList<>(connections.keySet());
        all.forEach(connection -> connection.forgetOwner(silent));
        all.stream()
                .filter(connection -> connection.lacksOwner() || connection.isElsewhere())
                .limit(LOOKING_AT_ONCE)
                .toList()
                .forEach(Connection::lookForOwner);
    }

    /** To be called every {@link ConnectionIndex#BEAT}. */
    void beat() {
        if (listing != null) {
            listing.beat(System.nanoTime());
        }
    }

    /** Lets nobody in any more, and serves each client until the time at which it is told to leave. Completes when all have left. */
    Future<Void> drain() {
        admission.close();
        List.copyOf(guests).forEach(Lobby::sendAway);
        bridges.sendAway();
        return drain.begin(List.copyOf(connections.keySet())).onSuccess(left -> census.close());
    }
}
