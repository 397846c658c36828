package io.parley.conversation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What goes to one push address, numbered 1, 2, 3, …, and no more of it on the way than its gateways have acknowledged
 * (ARCHITECTURE D11). What does not fit is dropped here, and one number is left out for it: who meets that reads the log and
 * what is running. Pure.
 */
final class Channel {
    private final Window window;
    private final Map<String, Reader> readers = new HashMap<>();
    private final Deque<Sent> flying = new ArrayDeque<>();
    private long n;
    private int bytes;
    private boolean behind;

    /** A gateway with sessions at the address, and how far it has taken what went there. */
    private static final class Reader {
        private int sessions;
        private long taken;
    }

    /** How much may be on the way at once. */
    record Window(int messages, int bytes) {
        /** For what one user hears. */
        static final Window OF_A_USER = new Window(256, 1024 * 1024);
        /** For what all users of one gateway hear. */
        static final Window OF_A_NODE = new Window(8_192, 8 * 1024 * 1024);
    }

    private record Sent(long n, int bytes, long nanos) {}

    /** {@code n} is the number of the last push before the first of this channel. */
    Channel(long n, Window window) {
        this.n = n;
        this.window = window;
    }

    /** The last number given out. */
    long last() {
        return n;
    }

    /** The number of the last push that left. Who comes while some are dropped thus sees the hole that they leave, too. */
    long sent() {
        return behind ? n - 1 : n;
    }

    void joined(String gateway) {
        Reader reader = readers.computeIfAbsent(gateway, id -> new Reader());
        if (reader.sessions++ == 0) {
            reader.taken = n;
        }
    }

    void left(String gateway) {
        Reader reader = readers.get(gateway);
        if (reader != null && --reader.sessions == 0) {
            readers.remove(gateway);
            forgetTaken();
        }
    }

    /** Whether a push of {@code size} bytes may leave; one of any size may where nothing is on the way. */
    boolean hasRoom(int size) {
        if (behind && !isHalfEmpty()) {
            return false;
        }
        return flying.isEmpty() || (flying.size() < window.messages() && bytes + size <= window.bytes());
    }

    /** The number of a push that leaves now. */
    long send(int size, long nowNanos) {
        behind = false;
        n++;
        if (!readers.isEmpty()) {
            flying.add(new Sent(n, size, nowNanos));
            bytes += size;
        }
        return n;
    }

    /** A push is dropped: the next one that leaves has a hole before it. */
    void drop() {
        if (!behind) {
            behind = true;
            n++;
        }
    }

    /** The gateway has taken all up to {@code taken}. */
    void acknowledged(String gateway, long taken) {
        Reader reader = readers.get(gateway);
        if (reader != null && taken > reader.taken) {
            reader.taken = Math.min(taken, n);
            forgetTaken();
        }
    }

    /** The gateways that have not taken what was sent before {@code beforeNanos}. */
    Set<String> stuck(long beforeNanos) {
        Sent oldest = flying.peek();
        if (oldest == null || oldest.nanos() - beforeNanos >= 0) {
            return Set.of();
        }
        return readers.entrySet().stream()
                .filter(reader -> reader.getValue().taken < oldest.n())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** Whether something is on the way, and the latest of it left before {@code beforeNanos}. */
    boolean isUnansweredSince(long beforeNanos) {
        Sent latest = flying.peekLast();
        return latest != null && latest.nanos() - beforeNanos < 0;
    }

    private boolean isHalfEmpty() {
        return flying.size() <= window.messages() / 2 && bytes <= window.bytes() / 2;
    }

    private void forgetTaken() {
        long taken = readers.values().stream()
                .mapToLong(reader -> reader.taken)
                .min()
                .orElse(n);
        while (!flying.isEmpty() && flying.element().n() <= taken) {
            bytes -= flying.remove().bytes();
        }
    }
}
