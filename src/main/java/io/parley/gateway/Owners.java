package io.parley.gateway;

import io.parley.bus.Addresses;
import io.parley.bus.Beat;
import io.parley.bus.Envelope;
import io.parley.bus.PushAck;
import io.parley.bus.RegisterReply;
import io.parley.bus.Transport;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The conversation instances that this gateway hears (ARCHITECTURE D8, D11): when it heard each last, and how far it has
 * taken what each pushed, which it acknowledges. Confined to one context.
 */
final class Owners {
    private static final int ACK_MESSAGES = 32;
    private static final int ACK_BYTES = 128 * 1024;
    private static final long ACK_MS = 250;
    private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long STOOD_STILL_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final long FORGET_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Vertx vertx;
    private final Transport transport;
    private final String gatewayId;
    private final LongSupplier nanoTime;
    private final Map<Start, Owner> owners = new HashMap<>();
    private final Set<Arrivals> unacknowledged = new LinkedHashSet<>();
    private boolean ticking;
    private long sweptNanos;

    /** One start of an instance: who starts anew under its old name counts its pushes from 1 again. */
    private record Start(String from, @Nullable String incarnation) {}

    private static final class Owner {
        private final Map<String, Arrivals> arrivals = new HashMap<>();
        private long heardNanos;
    }

    /** What one instance pushed to one address. */
    private static final class Arrivals {
        private final String from;
        private final String pushTo;
        /** The number of the last that was pushed before the first that is counted here. */
        private final long before;

        private long last;
        private int messages;
        private int bytes;

        Arrivals(String from, String pushTo, long last) {
            this.from = from;
            this.pushTo = pushTo;
            this.before = last;
            this.last = last;
        }
    }

    /** {@code nanoTime} is the clock of this machine, {@code System::nanoTime} but for a test. */
    Owners(Vertx vertx, Transport transport, String gatewayId, LongSupplier nanoTime) {
        this.vertx = vertx;
        this.transport = transport;
        this.gatewayId = gatewayId;
        this.nanoTime = nanoTime;
        this.sweptNanos = nanoTime.getAsLong();
    }

    /**
     * A register was answered: what its owner pushes to {@code pushTo} comes after {@code reply.n()}. True when the first that
     * came from there, sooner than this answer, was a later one: those between are lost.
     */
    boolean registered(String pushTo, RegisterReply reply) {
        String owner = reply.owner();
        if (owner == null) {
            return false;
        }
        Arrivals arrivals = heard(owner, reply.incarnation())
                .arrivals
                .computeIfAbsent(pushTo, to -> new Arrivals(owner, to, reply.n()));
        return arrivals.before > reply.n();
    }

    /**
     * Whether {@code envelope} came before, or so late that those who hear it have read the log since: what it says may be
     * out of date.
     */
    boolean isLate(String pushTo, Envelope envelope) {
        Owner owner = owners.get(new Start(envelope.from(), envelope.incarnation()));
        Arrivals arrivals = owner == null ? null : owner.arrivals.get(pushTo);
        return arrivals != null && envelope.n() <= arrivals.last;
    }

    /** Counts a push in. Returns how many others that left before it have not come. */
    long arrived(String pushTo, Envelope envelope, int bytes) {
        Arrivals arrivals = heard(envelope.from(), envelope.incarnation())
                .arrivals
                .computeIfAbsent(pushTo, to -> new Arrivals(envelope.from(), to, envelope.n() - 1));
        long missing = Math.max(0, envelope.n() - arrivals.last - 1);
        arrivals.last = Math.max(arrivals.last, envelope.n());
        arrivals.messages++;
        arrivals.bytes += bytes;
        acknowledgeSoon(arrivals);
        return missing;
    }

    /** An instance lives; it is told that this gateway does. */
    void heard(Beat beat) {
        heard(beat.from(), beat.incarnation());
        transport.acknowledge(beat.from(), new PushAck(gatewayId, Addresses.gateway(gatewayId), 0));
    }

    /** Nothing is heard at {@code pushTo} any more. */
    void forget(String pushTo) {
        owners.values().forEach(owner -> owner.arrivals.remove(pushTo));
        unacknowledged.removeIf(arrivals -> arrivals.pushTo.equals(pushTo));
    }

    /**
     * The instances that have been silent for too long. Where this gateway itself stood still, what it did not hear may be
     * waiting for it; but when it stood still for as long, all have let it go.
     */
    Set<String> silent() {
        long now = nanoTime.getAsLong();
        long sinceNanos = now - sweptNanos;
        sweptNanos = now;
        if (sinceNanos > STOOD_STILL_NANOS) {
            owners.values().forEach(owner -> owner.heardNanos = now);
            return sinceNanos >= SILENCE_NANOS ? named(owner -> true) : Set.of();
        }
        owners.values().removeIf(owner -> now - owner.heardNanos >= FORGET_NANOS);
        Set<String> silent = named(owner -> now - owner.heardNanos >= SILENCE_NANOS);
        silent.removeAll(named(owner -> now - owner.heardNanos < SILENCE_NANOS));
        return silent;
    }

    private Set<String> named(Predicate<Owner> which) {
        return owners.entrySet().stream()
                .filter(known -> which.test(known.getValue()))
                .map(known -> known.getKey().from())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private Owner heard(String name, @Nullable String incarnation) {
        Owner owner = owners.computeIfAbsent(new Start(name, incarnation), start -> new Owner());
        owner.heardNanos = nanoTime.getAsLong();
        return owner;
    }

    private void acknowledgeSoon(Arrivals arrivals) {
        if (arrivals.messages >= ACK_MESSAGES || arrivals.bytes >= ACK_BYTES) {
            unacknowledged.remove(arrivals);
            acknowledge(arrivals);
            return;
        }
        unacknowledged.add(arrivals);
        if (!ticking) {
            ticking = true;
            vertx.setTimer(ACK_MS, timer -> acknowledgeAll());
        }
    }

    private void acknowledgeAll() {
        ticking = false;
        List<Arrivals> all = new ArrayList<>(unacknowledged);
        unacknowledged.clear();
        all.forEach(this::acknowledge);
    }

    private void acknowledge(Arrivals arrivals) {
        arrivals.messages = 0;
        arrivals.bytes = 0;
        transport.acknowledge(arrivals.from, new PushAck(gatewayId, arrivals.pushTo, arrivals.last));
    }
}
