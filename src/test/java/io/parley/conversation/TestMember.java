package io.parley.conversation;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.parley.bus.Addresses;
import io.parley.bus.Beat;
import io.parley.bus.Envelope;
import io.parley.bus.EventBusTransport;
import io.parley.bus.HandleReply;
import io.parley.bus.HandleRequest;
import io.parley.bus.PushAck;
import io.parley.bus.PushListener;
import io.parley.bus.RegisterReply;
import io.parley.bus.RegisterRequest;
import io.parley.bus.Subscription;
import io.parley.bus.Transport;
import io.parley.bus.Unregister;
import io.parley.protocol.ClientMessage;
import io.parley.protocol.CommandName;
import io.parley.protocol.Ids;
import io.parley.protocol.Logged;
import io.parley.protocol.ServerMessage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One connection of one user, as a gateway would hold it, over the real bus. Its pushes are heard from the start. */
final class TestMember {
    private static final int PATIENCE_SECONDS = 10;

    private final Transport transport;
    private final String userId;
    private final String projectId;
    private String pushTo;
    private final String connectionId = "con-" + Ids.next();
    private final String gateway;
    private final BlockingQueue<Envelope> heard = new LinkedBlockingQueue<>();
    private final BlockingQueue<Beat> beats = new LinkedBlockingQueue<>();
    private volatile boolean acknowledgesBeats = true;
    private volatile boolean acknowledges = true;
    private @Nullable RegisterReply registered;
    private Subscription hearing;

    /** {@code ofGateway} null: has a gateway, and an address for its pushes, to itself. */
    private TestMember(Vertx vertx, String userId, String projectId, @Nullable String ofGateway) throws Exception {
        this.transport = new EventBusTransport(vertx, Duration.ofSeconds(5));
        this.userId = userId;
        this.projectId = projectId;
        this.gateway = ofGateway == null ? "gw-" + connectionId : ofGateway;
        this.pushTo =
                ofGateway == null ? Addresses.userPush(userId) + "." + connectionId : Addresses.gateway(ofGateway);
        this.hearing =
                transport.subscribe(Addresses.gateway(gateway), listener()).await(PATIENCE_SECONDS, SECONDS);
        if (ofGateway == null) {
            hearing = transport.subscribe(pushTo, listener()).await(PATIENCE_SECONDS, SECONDS);
        }
    }

    /** Hears and is not registered. */
    static TestMember of(Vertx vertx, String userId, String projectId) throws Exception {
        return new TestMember(vertx, userId, projectId, null);
    }

    static TestMember registered(Vertx vertx, String userId, String projectId) throws Exception {
        return registered(new TestMember(vertx, userId, projectId, null));
    }

    /** Registered, and pushed to the address of {@code gateway}, where it hears what is for others too. */
    static TestMember behind(String gateway, Vertx vertx, String userId, String projectId) throws Exception {
        return registered(new TestMember(vertx, userId, projectId, gateway));
    }

    private static TestMember registered(TestMember member) throws Exception {
        member.register(null, null);
        return member;
    }

    RegisterReply register(@Nullable String sessionId, @Nullable Long lastSeq) throws Exception {
        return register(sessionId, lastSeq, "en");
    }

    RegisterReply register(@Nullable String sessionId, @Nullable Long lastSeq, String lang) throws Exception {
        RegisterReply reply = transport
                .register(
                        null,
                        new RegisterRequest(
                                connectionId, sessionId, userId, projectId, gateway, pushTo, lastSeq, lang, null, null))
                .await(PATIENCE_SECONDS, SECONDS);
        registered = reply;
        return reply;
    }

    /** From the next register on it is pushed to another address, and hears nothing at the one before from now on. */
    void hearsElsewhere() throws Exception {
        hearing.close().await(PATIENCE_SECONDS, SECONDS);
        heard.clear();
        pushTo += ".anew";
        hearing = transport.subscribe(pushTo, listener()).await(PATIENCE_SECONDS, SECONDS);
    }

    /** A first registration with another conversation or this one, that nobody waits for yet. */
    Future<RegisterReply> registering(String project) {
        return registering(project, null);
    }

    /** The same, for which nobody waits after {@code deadline}. */
    Future<RegisterReply> registering(String project, @Nullable Long deadline) {
        return transport.register(
                null,
                new RegisterRequest(connectionId, null, userId, project, gateway, pushTo, null, "en", null, deadline));
    }

    void leave(long lastSeq) {
        leave(registration().owner(), lastSeq);
    }

    void leave(@Nullable String owner, long lastSeq) {
        leave(owner, lastSeq, "socket_lost");
    }

    /** For this reason. */
    void leave(String reason) {
        leave(registration().owner(), 0, reason);
    }

    private void leave(@Nullable String owner, long lastSeq, String reason) {
        String sessionId = String.valueOf(registration().sessionId());
        transport.unregister(owner, new Unregister(connectionId, sessionId, userId, projectId, lastSeq, reason));
    }

    RegisterReply registration() {
        if (registered == null) {
            throw new IllegalStateException("not registered");
        }
        return registered;
    }

    ServerMessage send(ClientMessage message) throws Exception {
        return handle(registration().owner(), message).response();
    }

    HandleReply handle(@Nullable String owner, ClientMessage message) throws Exception {
        return handleAs(userId, owner, message);
    }

    HandleReply handleAs(String user, @Nullable String owner, ClientMessage message) throws Exception {
        return handling(user, owner, message).await(PATIENCE_SECONDS, SECONDS);
    }

    /** What nobody waits for yet. */
    Future<HandleReply> handling(String user, @Nullable String owner, ClientMessage message) {
        long deadline = System.currentTimeMillis() + 5_000;
        return transport.handle(owner, new HandleRequest(connectionId, user, projectId, message, deadline));
    }

    ServerMessage.Ack chat(String id, String content) throws Exception {
        return (ServerMessage.Ack) send(said(id, content));
    }

    ServerMessage command(CommandName name, JsonObject args) throws Exception {
        return command("cmd-" + Ids.next(), name, args);
    }

    ServerMessage command(String id, CommandName name, JsonObject args) throws Exception {
        return send(new ClientMessage.Command(id, name, args, null, null));
    }

    static ClientMessage said(String id, String content) {
        return new ClientMessage.Chat(id, content, List.of(), null, null, null);
    }

    /** The next message of this kind; what comes before it is dropped. */
    <T extends ServerMessage> T next(Class<T> type) throws Exception {
        return type.cast(next(type::isInstance));
    }

    ServerMessage next(Predicate<ServerMessage> wanted) throws Exception {
        return upTo(wanted).get(0);
    }

    /** All messages up to the first that is so; that one is the first of the list. */
    List<ServerMessage> upTo(Predicate<ServerMessage> wanted) throws Exception {
        List<ServerMessage> all = new ArrayList<>();
        while (true) {
            Envelope envelope = nextEnvelope();
            if (envelope.messages().isEmpty()) {
                continue; // it says only that the epoch is another
            }
            ServerMessage message = envelope.messages().get(0);
            if (wanted.test(message)) {
                all.add(0, message);
                return all;
            }
            all.add(message);
        }
    }

    /** All messages in order until an answer ends. */
    List<ServerMessage> untilReply() throws Exception {
        List<ServerMessage> all = upTo(Logged.AiReply.class::isInstance);
        all.add(all.remove(0));
        return all;
    }

    Envelope nextEnvelope() throws Exception {
        Envelope envelope = heard.poll(PATIENCE_SECONDS, SECONDS);
        if (envelope == null) {
            throw new AssertionError("nothing was pushed for " + PATIENCE_SECONDS + " s");
        }
        return envelope;
    }

    Transport transport() {
        return transport;
    }

    String connectionId() {
        return connectionId;
    }

    /** From now on as a gateway that is dead, or stands still. */
    void acknowledgeNothing() {
        acknowledges = false;
        acknowledgesBeats = false;
    }

    /** From now on as a gateway that lives, and that no push reaches. */
    void acknowledgeBeatsOnly() {
        acknowledges = false;
    }

    /** Says that all up to {@code n} was taken. */
    void acknowledge(long n) {
        transport.acknowledge(String.valueOf(registration().owner()), new PushAck(gateway, pushTo, n));
    }

    /** How far a later beat says that this conversation is, when that is so. */
    Beat.Position nextPosition(Predicate<Beat.Position> wanted) throws Exception {
        long end = System.nanoTime() + SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            Beat beat = beats.poll(end - System.nanoTime(), NANOSECONDS);
            if (beat == null) {
                throw new AssertionError("no such beat for " + PATIENCE_SECONDS + " s");
            }
            for (Beat.Position position : beat.positions()) {
                if (position.projectId().equals(projectId) && wanted.test(position)) {
                    return position;
                }
            }
        }
    }

    private PushListener listener() {
        return new PushListener() {
            @Override
            public void beat(Beat beat) {
                beats.add(beat);
                if (acknowledgesBeats) {
                    transport.acknowledge(beat.from(), new PushAck(gateway, Addresses.gateway(gateway), 0));
                }
            }

            @Override
            public void envelope(Envelope envelope) {
                heard.add(envelope);
                if (acknowledges) {
                    transport.acknowledge(envelope.from(), new PushAck(gateway, pushTo, envelope.n()));
                }
            }

            @Override
            public void bare(JsonObject message) {
                throw new IllegalStateException("a conversation pushes envelopes");
            }
        };
    }
}
