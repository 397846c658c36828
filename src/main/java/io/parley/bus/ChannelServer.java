package io.parley.bus;

import io.parley.bus.ChannelRequest.Op;
import io.parley.protocol.BadMessage;
import io.parley.protocol.Phrase;
import io.parley.protocol.ProtocolCodec;
import io.parley.redis.RedisFailure;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The listening side of {@link RedisTransport}: each request gets at most one answer, and none from who has to be silent.
 * Confined to the context of what it is made of.
 */
final class ChannelServer {
    private final Hearing hearing;
    private final Publisher publisher;

    ChannelServer(Hearing hearing, Publisher publisher) {
        this.hearing = hearing;
        this.publisher = publisher;
    }

    Future<Served> serve(String instance, ConversationEndpoint endpoint) {
        String own = ChannelNames.instance(instance);
        return hearing.hear(own, body -> take(own, body, endpoint, Route.DIRECT))
                .compose(direct -> hearing.hearAll(
                                ChannelNames.CONVERSATIONS,
                                body -> take(ChannelNames.CONVERSATIONS, body, endpoint, Route.HEARD_BY_ALL))
                        .compose(conversations -> hearing.hear(ChannelNames.INSTANCES, body -> common(body, endpoint))
                                .map(common -> new Channels(common, List.of(conversations, direct)))));
    }

    Future<Subscription> serveUsers(UserEndpoint endpoint) {
        return hearing.hear(ChannelNames.GATEWAYS, body -> {
            ChannelRequest asked = ChannelRequest.read(body);
            switch (asked.op()) {
                case CALL -> endpoint.called(ProtocolCodec.read(asked.body(), UserCall.class));
                case PUSH -> answer(ChannelNames.GATEWAYS, asked, UserPush.class, push -> push(asked, push, endpoint));
                default -> throw unknown(asked.op());
            }
        });
    }

    Future<Subscription> hearLogs(Consumer<LogIdentity> listener) {
        return hearing.hear(ChannelNames.LOGS, body -> {
            ChannelRequest told = ChannelRequest.read(body);
            if (told.op() != Op.LOG) {
                throw unknown(told.op());
            }
            listener.accept(ProtocolCodec.read(told.body(), LogIdentity.class));
        });
    }

    private void take(String channel, JsonObject body, ConversationEndpoint endpoint, Route route) {
        ChannelRequest asked = ChannelRequest.read(body);
        switch (asked.op()) {
            case REGISTER ->
                judge(channel, asked, endpoint, RegisterRequest.class, request -> endpoint.register(request, route));
            case HANDLE ->
                judge(channel, asked, endpoint, HandleRequest.class, request -> endpoint.handle(request, route));
            case READ -> judge(channel, asked, endpoint, ReadRequest.class, request -> endpoint.read(request, route));
            case PUSH -> judge(channel, asked, endpoint, PushRequest.class, request -> endpoint.push(request, route));
            case MANAGE ->
                judge(channel, asked, endpoint, ManageRequest.class, request -> endpoint.manage(request, route));
            case UNREGISTER -> endpoint.unregister(ProtocolCodec.read(asked.body(), Unregister.class), route);
            case ACK -> endpoint.acknowledged(ProtocolCodec.read(asked.body(), PushAck.class));
            default -> throw unknown(asked.op());
        }
    }

    /** What all instances heard and is badly written only the owner refuses. */
    private <Q, A> void judge(
            String channel,
            ChannelRequest asked,
            ConversationEndpoint endpoint,
            Class<Q> type,
            Function<Q, Future<A>> serve) {
        boolean mine = !channel.equals(ChannelNames.CONVERSATIONS)
                || (asked.body().getValue("project_id") instanceof String id && endpoint.owns(id));
        if (mine) {
            answer(channel, asked, type, serve);
            return;
        }
        try {
            Q request = ProtocolCodec.read(asked.body(), type);
            answer(channel, asked, type, read -> serve.apply(request));
        } catch (BadMessage bad) {
            BusFailures.unread(channel, bad);
        }
    }

    /** All who hear it answer; who asks takes the first. */
    private void common(JsonObject body, ConversationEndpoint endpoint) {
        ChannelRequest asked = ChannelRequest.read(body);
        switch (asked.op()) {
            case LOG ->
                answer(ChannelNames.INSTANCES, asked, LogIdentity.class, own -> Future.succeededFuture(endpoint.log()));
            case MANAGE ->
                answer(
                        ChannelNames.INSTANCES,
                        asked,
                        ManageRequest.class,
                        request -> endpoint.manage(request, Route.HEARD_BY_ALL));
            default -> throw unknown(asked.op());
        }
    }

    /** All gateways heard it, and one of them acts. */
    private Future<UserPushReply> push(ChannelRequest asked, UserPush push, UserEndpoint endpoint) {
        String id = asked.correlationId();
        if (id == null) {
            return Future.failedFuture(new BadMessage(Phrase.of("bad.missing", "correlation_id")));
        }
        return publisher
                .claim(id)
                .recover(failure -> Silence.future())
                .compose(mine -> mine ? endpoint.push(push) : Silence.future());
    }

    private static BadMessage unknown(Op op) {
        return new BadMessage(Phrase.of("bad.unknown_value", "op", "what this channel takes, not " + op));
    }

    private <Q, A> void answer(String channel, ChannelRequest asked, Class<Q> type, Function<Q, Future<A>> serve) {
        Future.succeededFuture(asked.body())
                .compose(body -> serve.apply(ProtocolCodec.read(body, type)))
                .map(answer -> new ChannelReply(asked.correlationId(), ProtocolCodec.write(answer), null))
                .compose(reply -> reply(asked, reply))
                .onFailure(failure -> refuse(channel, asked, failure));
    }

    private void refuse(String channel, ChannelRequest asked, Throwable failure) {
        if (failure instanceof Silence || failure instanceof RedisFailure) {
            return; // another answers; or nobody can, and who asks waits no longer than it said
        }
        String told = BusFailures.told(channel, failure);
        reply(asked, new ChannelReply(asked.correlationId(), null, told)).otherwiseEmpty();
    }

    private Future<Integer> reply(ChannelRequest asked, ChannelReply reply) {
        String channel = asked.replyChannel();
        return channel == null ? Future.succeededFuture(0) : publisher.publish(channel, ProtocolCodec.write(reply));
    }

    private record Channels(Subscription common, List<Subscription> own) implements Served {
        /** Of what all hear this one still takes what is for what it owns, which no other could. */
        @Override
        public Future<Void> withdraw() {
            return common.close();
        }

        @Override
        public Future<Void> close() {
            return withdraw()
                    .compose(withdrawn ->
                            Future.join(own.stream().map(Subscription::close).toList()))
                    .mapEmpty();
        }
    }
}
