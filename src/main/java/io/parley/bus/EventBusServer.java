package io.parley.bus;

import io.parley.protocol.BadMessage;
import io.parley.protocol.ProtocolCodec;
import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** The listening side of {@link EventBusTransport}: bodies become records in the first line, each request is answered. */
final class EventBusServer {
    private final EventBus bus;

    EventBusServer(EventBus bus) {
        this.bus = bus;
    }

    Future<Served> serve(String instance, ConversationEndpoint endpoint) {
        List<Future<Subscription>> shared = answers(instance, endpoint, Route.ANY);
        shared.add(answer(
                Addresses.LOG, LogIdentity.class, (asked, route) -> Future.succeededFuture(endpoint.log()), Route.ANY));
        List<Future<Subscription>> own = answers(instance, endpoint, Route.DIRECT);
        own.add(consume(
                Addresses.of(Addresses.ACK, instance),
                message -> endpoint.acknowledged(ProtocolCodec.read(message.body(), PushAck.class))));
        return Future.all(own).compose(ready -> Future.all(shared)).map(ready -> served(shared, own));
    }

    Future<Subscription> serveUsers(UserEndpoint endpoint) {
        Future<Subscription> called = consume(
                Addresses.GATEWAY_ALL, message -> endpoint.called(ProtocolCodec.read(message.body(), UserCall.class)));
        return called.compose(hears -> answer(
                        Addresses.GATEWAY_PUSH, UserPush.class, (request, route) -> endpoint.push(request), Route.ANY))
                .map(asked ->
                        () -> asked.close().eventually(() -> called.result().close()));
    }

    private List<Future<Subscription>> answers(String instance, ConversationEndpoint endpoint, Route route) {
        List<Future<Subscription>> all = new ArrayList<>();
        all.add(answer(name(Addresses.REGISTER, instance, route), RegisterRequest.class, endpoint::register, route));
        all.add(answer(name(Addresses.HANDLE, instance, route), HandleRequest.class, endpoint::handle, route));
        all.add(answer(name(Addresses.READ, instance, route), ReadRequest.class, endpoint::read, route));
        all.add(answer(name(Addresses.PUSH, instance, route), PushRequest.class, endpoint::push, route));
        all.add(answer(name(Addresses.MANAGE, instance, route), ManageRequest.class, endpoint::manage, route));
        all.add(consume(
                name(Addresses.UNREGISTER, instance, route),
                message -> endpoint.unregister(ProtocolCodec.read(message.body(), Unregister.class), route)));
        return all;
    }

    private static Served served(List<Future<Subscription>> shared, List<Future<Subscription>> own) {
        return new Served() {
            private boolean withdrawn;

            @Override
            public Future<Void> withdraw() {
                Future<Void> closed = withdrawn ? Future.succeededFuture() : closeAll(shared);
                withdrawn = true;
                return closed;
            }

            @Override
            public Future<Void> close() {
                return withdraw().transform(withdrawn -> closeAll(own));
            }
        };
    }

    /** Hears {@code address}; a body that cannot be taken is logged and dropped, the next one is heard. */
    Future<Subscription> consume(String address, Consumer<Message<JsonObject>> listener) {
        MessageConsumer<JsonObject> consumer = bus.consumer(address, message -> {
            try {
                BusFailures.body(message); // whatever it is, it is refused in one way
                listener.accept(message);
            } catch (BadMessage refused) {
                BusFailures.refused(address, refused);
            } catch (RuntimeException failure) {
                BusFailures.failed(address, failure);
            }
        });
        return consumer.completion()
                .onFailure(failure -> consumer.unregister()) // else a second try hears what this one hears
                .map(ready -> consumer::unregister);
    }

    private <Q, A> Future<Subscription> answer(
            String address, Class<Q> type, BiFunction<Q, Route, Future<A>> serve, Route route) {
        MessageConsumer<JsonObject> consumer = bus.consumer(
                address,
                message -> attempt(message, type, serve, route)
                        .map(ProtocolCodec::write)
                        .onSuccess(message::reply)
                        .onFailure(failure -> message.fail(BusFailures.REFUSED, BusFailures.told(address, failure))));
        return consumer.completion().map(ready -> consumer::unregister);
    }

    private static <Q, A> Future<A> attempt(
            Message<JsonObject> message, Class<Q> type, BiFunction<Q, Route, Future<A>> serve, Route route) {
        try {
            return serve.apply(ProtocolCodec.read(BusFailures.body(message), type), route);
        } catch (RuntimeException failure) {
            return Future.failedFuture(failure);
        }
    }

    private static String name(String address, String instance, Route route) {
        return route == Route.ANY ? address : Addresses.of(address, instance);
    }

    private static Future<Void> closeAll(List<Future<Subscription>> served) {
        return Future.join(served.stream().map(one -> one.result().close()).toList())
                .mapEmpty();
    }
}
