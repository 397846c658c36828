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
import io.parley.protocol.ErrorCode;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The bus of the model: requests and pushes arrive in order, but for what is spoilt on purpose. */
final class SimBus {
    private static final long PATIENCE_MS = 2_000;

    private final SimLoop loop;
    private final boolean heardByAll;
    private final List<Host> instances = new ArrayList<>();
    private final Map<String, List<Ear>> ears = new HashMap<>();
    private final Deque<Runnable> heldPushes = new ArrayDeque<>();
    private final Deque<Runnable> heldAcks = new ArrayDeque<>();
    private final Deque<Spoil> spoils = new ArrayDeque<>();
    private final List<String> unforeseen = new ArrayList<>();
    private boolean holdsPushes;
    private boolean holdsAcks;
    private int lostRequests;
    private int lostReplies;
    private int turn;

    /** What becomes of one push. */
    enum Spoil {
        LOSE,
        DOUBLE,
        LATE
    }

    /** {@code heardByAll}: what is for any instance all hear, as over Redis, and else one. */
    SimBus(SimLoop loop, boolean heardByAll) {
        this.loop = loop;
        this.heardByAll = heardByAll;
    }

    private record Host(String name, SimNode node, ConversationEndpoint endpoint) {}

    private record Ear(SimNode node, PushListener listener) {}

    Transport of(SimNode node) {
        return new Wire(node);
    }

    /** Requests that failed for a reason that no protocol names. */
    List<String> unforeseen() {
        return unforeseen;
    }

    /** The next pushes that have no fate yet are spoilt so. */
    void spoil(Spoil how) {
        spoils.add(how);
    }

    void loseRequest() {
        lostRequests++;
    }

    void loseReply() {
        lostReplies++;
    }

    void holdPushes() {
        holdsPushes = true;
    }

    void holdAcks() {
        holdsAcks = true;
    }

    /** From now on all goes well; what was held arrives. */
    void heal() {
        spoils.clear();
        lostRequests = 0;
        lostReplies = 0;
        release();
    }

    /** What was held arrives. */
    void release() {
        holdsPushes = false;
        holdsAcks = false;
        List<Runnable> held = new ArrayList<>(heldPushes);
        held.addAll(heldAcks);
        heldPushes.clear();
        heldAcks.clear();
        held.forEach(Runnable::run);
    }

    /** The instance that {@code node} serves. */
    String nameOf(SimNode node) {
        return instances.stream()
                .filter(served -> served.node() == node)
                .map(Host::name)
                .findFirst()
                .orElseThrow();
    }

    private void push(Runnable arrival) {
        Spoil how = spoils.poll();
        if (how == Spoil.LOSE) {
            return;
        }
        if (how == Spoil.LATE) {
            heldPushes.add(arrival);
            return;
        }
        arrive(arrival);
        if (how == Spoil.DOUBLE) {
            arrive(arrival);
        }
    }

    private void arrive(Runnable arrival) {
        if (holdsPushes) {
            heldPushes.add(arrival);
        } else {
            arrival.run();
        }
    }

    private List<Host> find(@Nullable String owner) {
        instances.removeIf(served -> served.node().isDead());
        if (owner != null) {
            return instances.stream()
                    .filter(served -> served.name().equals(owner))
                    .toList();
        }
        return heardByAll || instances.isEmpty()
                ? List.copyOf(instances)
                : List.of(instances.get(turn++ % instances.size()));
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
                List<Host> hearers = find(owner);
                if (lostRequests > 0) {
                    lostRequests--;
                    unavailable(answer);
                } else if (hearers.isEmpty()) {
                    unavailable(answer);
                }
                hearers.stream()
                        .filter(served -> !answer.future().isComplete())
                        .forEach(served -> served.node()
                                .later(() -> call.apply(served.endpoint(), route(owner))
                                        .onComplete(result -> node.later(() -> replied(answer, question, result)))));
            });
            return answer.future();
        }

        private <A> void replied(Promise<A> answer, Object question, AsyncResult<A> result) {
            if (result.failed() && result.cause() instanceof Silence) {
                return;
            }
            if (lostReplies > 0) {
                lostReplies--;
                unavailable(answer);
            } else if (result.succeeded()) {
                answer.tryComplete(result.result());
            } else {
                answer.tryFail(told(question, result.cause()));
            }
        }

        private <A> void unavailable(Promise<A> answer) {
            answer.tryFail(new BusFailure(ErrorCode.UNAVAILABLE, "nobody answers"));
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
            return Future.succeededFuture(instances.stream()
                    .filter(served -> !served.node().isDead() && !served.node().isFrozen())
                    .findFirst()
                    .map(served -> served.endpoint().log())
                    .orElse(null));
        }

        @Override
        public void unregister(@Nullable String owner, Unregister notice) {
            node.later(() -> find(owner)
                    .forEach(served ->
                            served.node().later(() -> served.endpoint().unregister(notice, route(owner)))));
        }

        @Override
        public void deliver(String pushTo, List<Envelope> envelopes) {
            for (Ear ear : List.copyOf(ears.getOrDefault(pushTo, List.of()))) {
                SimBus.this.push(() -> ear.node().later(() -> envelopes.forEach(ear.listener()::envelope)));
            }
        }

        @Override
        public void beat(String gateway, Beat beat) {
            for (Ear ear : List.copyOf(ears.getOrDefault(Addresses.gateway(gateway), List.of()))) {
                ear.node().later(() -> ear.listener().beat(beat));
            }
        }

        @Override
        public void acknowledge(String instance, PushAck ack) {
            Runnable arrival = () -> find(instance)
                    .forEach(served ->
                            served.node().later(() -> served.endpoint().acknowledged(ack)));
            if (holdsAcks) {
                heldAcks.add(arrival);
            } else {
                node.later(arrival);
            }
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
            Host served = new Host(instance, node, endpoint);
            instances.add(served);
            return Future.succeededFuture(new Served() {
                @Override
                public Future<Void> withdraw() {
                    return close();
                }

                @Override
                public Future<Void> close() {
                    instances.remove(served);
                    return Future.succeededFuture();
                }
            });
        }
    }
}
