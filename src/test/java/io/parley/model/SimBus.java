package io.parley.model;

import io.parley.bus.Addresses;
import io.parley.bus.Beat;
import io.parley.bus.BusFailure;
import io.parley.bus.ConversationEndpoint;
import io.parley.bus.Envelope;
import io.parley.bus.HandleReply;
import io.parley.bus.HandleRequest;
import io.parley.bus.LogIdentity;
import io.parley.bus.ManageReply;
import io.parley.bus.ManageRequest;
import io.parley.bus.PushAck;
import io.parley.bus.PushListener;
import io.parley.bus.PushReply;
import io.parley.bus.PushRequest;
import io.parley.bus.ReadReply;
import io.parley.bus.ReadRequest;
import io.parley.bus.RegisterReply;
import io.parley.bus.RegisterRequest;
import io.parley.bus.Route;
import io.parley.bus.Served;
import io.parley.bus.Silence;
import io.parley.bus.Subscription;
import io.parley.bus.Transport;
import io.parley.bus.Unregister;
import io.parley.bus.UserCall;
import io.parley.bus.UserEndpoint;
import io.parley.bus.UserReached;
import io.parley.model.SimHosts.Host;
import io.parley.protocol.ErrorCode;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The bus of the model: requests and pushes arrive in order, but for what is spoilt on purpose. */
final class SimBus {
    private static final long PATIENCE_MS = 2_000;

    private final SimLoop loop;
    private final boolean heardByAll;
    private final SimHosts hosts;
    private final Map<String, List<Ear>> ears = new HashMap<>();
    private final SimWeather weather = new SimWeather();
    private final List<String> unforeseen = new ArrayList<>();

    /** {@code heardByAll}: what is for any instance all hear, as over Redis, and else one. */
    SimBus(SimLoop loop, boolean heardByAll) {
        this.loop = loop;
        this.heardByAll = heardByAll;
        this.hosts = new SimHosts(heardByAll);
    }

    private record Ear(SimNode node, PushListener listener) {}

    Transport of(SimNode node) {
        return new Wire(node);
    }

    /** Requests that failed for a reason that no protocol names. */
    List<String> unforeseen() {
        return unforeseen;
    }

    /** What is spoilt on purpose. */
    SimWeather weather() {
        return weather;
    }

    /** The instance that {@code node} serves. */
    String nameOf(SimNode node) {
        return hosts.nameOf(node);
    }

    private Route route(@Nullable String owner) {
        return owner != null ? Route.DIRECT : heardByAll ? Route.HEARD_BY_ALL : Route.ANY;
    }

    /** The transport as one machine has it. */
    private final class Wire implements Transport {
        private final SimNode node;

        Wire(SimNode node) {
            this.node = node;
        }

        private <Q, A> Future<A> ask(
                @Nullable String owner, Q question, BiFunction<ConversationEndpoint, Route, Future<A>> call) {
            Promise<A> answer = Promise.promise();
            loop.in(PATIENCE_MS, () -> node.later(() -> unavailable(answer)));
            node.later(() -> {
                if (weather.losesRequest()) {
                    unavailable(answer);
                } else {
                    weather.request(() -> arrive(owner, question, call, answer));
                }
            });
            return answer.future();
        }

        private <Q, A> void arrive(
                @Nullable String owner,
                Q question,
                BiFunction<ConversationEndpoint, Route, Future<A>> call,
                Promise<A> answer) {
            List<Host> hearers = hosts.find(owner);
            if (hearers.isEmpty()) {
                unavailable(answer);
            }
            hearers.forEach(served -> served.node()
                    .later(() -> call.apply(served.endpoint(), route(owner))
                            .onComplete(result -> node.later(() -> replied(answer, question, result)))));
        }

        private <A> void replied(Promise<A> answer, Object question, AsyncResult<A> result) {
            if (result.failed() && result.cause() instanceof Silence) {
                return;
            }
            if (weather.losesReply()) {
                unavailable(answer);
            } else if (result.succeeded()) {
                answer.tryComplete(result.result());
            } else {
                answer.tryFail(told(question, result.cause()));
            }
        }

        private <A> void unavailable(Promise<A> answer) {
            if (!answer.future().isComplete()) {
                answer.fail(new BusFailure(ErrorCode.UNAVAILABLE, "nobody answers"));
            }
        }

        private BusFailure told(Object question, Throwable failure) {
            if (failure instanceof BusFailure known) {
                return known;
            }
            unforeseen.add(question + " failed with " + failure);
            return new BusFailure(ErrorCode.INTERNAL_ERROR, "not foreseen");
        }

        @Override
        public Future<RegisterReply> register(@Nullable String owner, RegisterRequest request) {
            return ask(owner, request, (endpoint, route) -> endpoint.register(request, route));
        }

        @Override
        public Future<HandleReply> handle(@Nullable String owner, HandleRequest request) {
            return ask(owner, request, (endpoint, route) -> endpoint.handle(request, route));
        }

        @Override
        public Future<ReadReply> read(@Nullable String owner, ReadRequest request) {
            return ask(owner, request, (endpoint, route) -> endpoint.read(request, route));
        }

        @Override
        public Future<PushReply> push(@Nullable String owner, PushRequest request) {
            return ask(owner, request, (endpoint, route) -> endpoint.push(request, route));
        }

        @Override
        public Future<ManageReply> manage(@Nullable String owner, ManageRequest request) {
            return ask(owner, request, (endpoint, route) -> endpoint.manage(request, route));
        }

        /** A machine starts when the cluster has given up whoever stands still. */
        @Override
        public Future<@Nullable LogIdentity> log(LogIdentity own) {
            return Future.succeededFuture(hosts.log());
        }

        @Override
        public void tellLog(LogIdentity own) {
            // all have one store
        }

        @Override
        public Future<Subscription> hearLogs(Consumer<LogIdentity> listener) {
            return Future.succeededFuture(Future::succeededFuture);
        }

        @Override
        public void unregister(@Nullable String owner, Unregister notice) {
            if (weather.losesNotice()) {
                return;
            }
            node.later(() -> hosts.find(owner)
                    .forEach(served ->
                            served.node().later(() -> served.endpoint().unregister(notice, route(owner)))));
        }

        @Override
        public void deliver(String pushTo, List<Envelope> envelopes) {
            for (Ear ear : List.copyOf(ears.getOrDefault(pushTo, List.of()))) {
                weather.push(() -> ear.node().later(() -> envelopes.forEach(ear.listener()::envelope)));
            }
        }

        @Override
        public void beat(String gateway, Beat beat) {
            if (weather.losesNotice()) {
                return;
            }
            for (Ear ear : List.copyOf(ears.getOrDefault(Addresses.gateway(gateway), List.of()))) {
                ear.node().later(() -> ear.listener().beat(beat));
            }
        }

        @Override
        public void acknowledge(String instance, PushAck ack) {
            Runnable arrival = () -> hosts.find(instance)
                    .forEach(served ->
                            served.node().later(() -> served.endpoint().acknowledged(ack)));
            if (weather.losesNotice()) {
                return;
            }
            weather.acknowledge(arrival, () -> node.later(arrival));
        }

        @Override
        public void call(UserCall call) {
            throw new UnsupportedOperationException("no application is here");
        }

        @Override
        public void report(String address, UserReached reached) {
            throw new UnsupportedOperationException("no application is here");
        }

        @Override
        public Future<Subscription> serveUsers(UserEndpoint endpoint) {
            return Future.succeededFuture(Future::succeededFuture);
        }

        @Override
        public Future<Subscription> subscribe(String address, PushListener listener) {
            Ear ear = new Ear(node, listener);
            List<Ear> all = ears.computeIfAbsent(address, to -> new ArrayList<>());
            all.add(ear);
            return Future.succeededFuture(() -> {
                all.remove(ear);
                return Future.succeededFuture();
            });
        }

        @Override
        public Future<Served> serve(String instance, ConversationEndpoint endpoint) {
            return Future.succeededFuture(hosts.serve(new Host(instance, node, endpoint)));
        }
    }
}
