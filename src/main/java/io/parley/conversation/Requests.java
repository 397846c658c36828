package io.parley.conversation;

import io.parley.bus.ConversationEndpoint;
import io.parley.bus.HandleReply;
import io.parley.bus.HandleRequest;
import io.parley.bus.LogIdentity;
import io.parley.bus.ManageReply;
import io.parley.bus.ManageRequest;
import io.parley.bus.PushAck;
import io.parley.bus.PushReply;
import io.parley.bus.PushRequest;
import io.parley.bus.ReadReply;
import io.parley.bus.ReadRequest;
import io.parley.bus.RegisterReply;
import io.parley.bus.RegisterRequest;
import io.parley.bus.Route;
import io.parley.bus.Transport;
import io.parley.bus.Unregister;
import io.parley.ops.EventLog;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** What comes from the bus, to the conversation that it is for: here, or once more over the bus to its owner. */
final class Requests implements ConversationEndpoint {
    private static final EventLog LOG = EventLog.of(Requests.class, EventLog.CONVERSATION);

    static final long FORWARD_MS = 2_000;

    private final Ownership ownership;
    private final Transport forward;
    private final Gateways gateways;
    private final SameLog log;
    private final Lists lists;

    /** {@code forward} gives a request without a deadline of its own at most {@link #FORWARD_MS}. */
    Requests(Ownership ownership, Transport forward, Gateways gateways, SameLog log, Lists lists) {
        this.ownership = ownership;
        this.forward = forward;
        this.gateways = gateways;
        this.log = log;
        this.lists = lists;
    }

    @Override
    public Future<RegisterReply> register(RegisterRequest request, Route route) {
        return ownership.ask(
                request.projectId(),
                route,
                conversation -> conversation.register(request),
                owner -> forward.register(owner, request));
    }

    /** Claims nothing: where nobody owns the conversation its sessions ended. */
    @Override
    public void unregister(Unregister notice, Route route) {
        Conversation here = ownership.here(notice.projectId());
        if (here != null) {
            here.unregister(notice);
        } else if (route == Route.ANY) {
            ownership
                    .ownerOf(notice.projectId())
                    .onSuccess(owner -> forwardTo(owner, notice))
                    .onFailure(failure -> LOG.debug("unregister_dropped").log("{}", failure.getMessage()));
        }
    }

    private void forwardTo(@Nullable String owner, Unregister notice) {
        if (owner != null) {
            forward.unregister(owner, notice);
        }
    }

    @Override
    public Future<HandleReply> handle(HandleRequest request, Route route) {
        return ownership.ask(
                request.projectId(),
                route,
                conversation -> conversation.handle(request),
                owner -> forward.handle(owner, withinForward(request)));
    }

    @Override
    public Future<ReadReply> read(ReadRequest request, Route route) {
        return ownership.ask(
                request.projectId(),
                route,
                conversation -> conversation.read(request),
                owner -> forward.read(owner, request));
    }

    @Override
    public Future<PushReply> push(PushRequest request, Route route) {
        return ownership.ask(
                request.projectId(),
                route,
                conversation -> conversation.push(request),
                owner -> forward.push(owner, request));
    }

    @Override
    public Future<ManageReply> manage(ManageRequest request, Route route) {
        return switch (request.op()) {
            case LIST -> lists.of(request, route);
            case CREATE -> managed(request, route);
            default ->
                route == Route.DIRECT
                        ? managed(request, route)
                        : lists.forMember(request, route, () -> managed(request, route));
        };
    }

    private Future<ManageReply> managed(ManageRequest request, Route route) {
        return ownership.ask(
                request.conversation(),
                route,
                conversation -> conversation.manage(request),
                owner -> forward.manage(owner, request));
    }

    @Override
    public boolean owns(String projectId) {
        return ownership.here(projectId) != null;
    }

    @Override
    public LogIdentity log() {
        return log.own();
    }

    @Override
    public void acknowledged(PushAck ack) {
        gateways.acknowledged(ack);
    }

    private static HandleRequest withinForward(HandleRequest request) {
        long deadline = Math.min(request.deadline(), System.currentTimeMillis() + FORWARD_MS);
        return new HandleRequest(
                request.connectionId(), request.userId(), request.projectId(), request.message(), deadline);
    }
}
