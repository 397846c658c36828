package io.parley.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** What the bus of the model loses, doubles and delays, as it is told. */
final class SimWeather {
    private final Deque<Runnable> heldPushes = new ArrayDeque<>();
    private final Deque<Runnable> heldAcks = new ArrayDeque<>();
    private final Deque<Runnable> heldRequests = new ArrayDeque<>();
    private final Deque<Spoil> spoils = new ArrayDeque<>();
    private boolean holdsPushes;
    private boolean holdsAcks;
    private int lostRequests;
    private int lostReplies;
    private int lateRequests;
    private int lostNotices;

    /** What becomes of one push. */
    enum Spoil {
        LOSE,
        DOUBLE,
        LATE
    }

    /** The next pushes that have no fate yet are spoilt so. */
    void spoil(Spoil how) {
        spoils.add(how);
    }

    void loseRequest() {
        lostRequests++;
    }

    /** The next request arrives when it is released. */
    void lateRequest() {
        lateRequests++;
    }

    /** The next of what nobody answers does not arrive. */
    void loseNotice() {
        lostNotices++;
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
        lateRequests = 0;
        lostNotices = 0;
        release();
    }

    /** What was held arrives. */
    void release() {
        holdsPushes = false;
        holdsAcks = false;
        List<Runnable> held = new ArrayList<>(heldRequests);
        held.addAll(heldPushes);
        heldRequests.clear();
        held.addAll(heldAcks);
        heldPushes.clear();
        heldAcks.clear();
        held.forEach(Runnable::run);
    }

    /** Lets a push arrive as it is to: once, twice, later, or not. */
    void push(Runnable arrival) {
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

    /** Lets a request that is not lost arrive, now or later. */
    void request(Runnable arrival) {
        if (lateRequests > 0) {
            lateRequests--;
            heldRequests.add(arrival);
        } else {
            arrival.run();
        }
    }

    /** {@code released}: how an acknowledgement arrives that was held. */
    void acknowledge(Runnable released, Runnable arrival) {
        if (holdsAcks) {
            heldAcks.add(released);
        } else {
            arrival.run();
        }
    }

    boolean losesRequest() {
        boolean isLost = lostRequests > 0;
        lostRequests -= isLost ? 1 : 0;
        return isLost;
    }

    boolean losesReply() {
        boolean isLost = lostReplies > 0;
        lostReplies -= isLost ? 1 : 0;
        return isLost;
    }

    /** Whether the next of what nobody answers does not arrive. */
    boolean losesNotice() {
        boolean isLost = lostNotices > 0;
        lostNotices -= isLost ? 1 : 0;
        return isLost;
    }
}
