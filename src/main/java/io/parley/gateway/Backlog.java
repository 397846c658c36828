package io.parley.gateway;

import io.parley.protocol.Logged;
import io.parley.protocol.ServerMessage;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What one client is to be sent next: each entry of the log once and in the order of {@code seq}, and between them what has
 * no number. Pure.
 */
final class Backlog {
    private final String userId;
    private final Deque<Frame> frames = new ArrayDeque<>();
    private Running told = Running.nothing();
    private final Ended ended = new Ended();
    private long last;

    /** {@code userId} is whose client it is. */
    Backlog(String userId) {
        this.userId = userId;
    }

    /** The last entry that is here, or went out before. */
    long last() {
        return last;
    }

    /** The last entry that went out. */
    long given() {
        return frames.stream()
                .filter(frame -> frame.seq() > 0)
                .findFirst()
                .map(first -> first.seq() - 1)
                .orElse(last);
    }

    boolean isEmpty() {
        return frames.isEmpty();
    }

    /** The client has all up to {@code seq}, whatever was before. */
    void startAt(long seq) {
        last = seq;
    }

    /** The client forgets all that it was shown: what had ended for it may stream again. */
    void startOver() {
        ended.clear();
    }

    /** Whether {@code push} is the entry after the last. */
    boolean isNext(Push push) {
        return push.seq() == last + 1;
    }

    /** Whether an entry before {@code push} is missing. */
    boolean lacksOneBefore(Push push) {
        return push.seq() > last + 1;
    }

    /** Whether {@code push} streams a part of what the client has, or is about to have, the end of. */
    boolean isOver(Push push) {
        return ended.covers(push.message());
    }

    /** Whether {@code push} says less of a task than was told when all was read that runs. */
    boolean isBehind(Push push) {
        return told.isAhead(push.message());
    }

    /** The entry after the last, {@code push}, is here, or went out past what is here. */
    void took(Push push) {
        last++;
        ended.shown(push.message());
    }

    void say(ServerMessage message) {
        frames.add(Frame.of(message));
    }

    /** Adds an entry, unless it was here before. */
    void append(Logged entry) {
        append(Push.of(entry));
    }

    /** Adds an entry unless it was here before, or what has no number unless {@link #tell} has said it or it is over. */
    void append(Push push) {
        if (push.seq() == 0) {
            if (!told.covers(push.message()) && !isOver(push)) {
                frames.add(push.as(userId).frame());
            }
        } else if (isNext(push)) {
            took(push);
            frames.add(push.as(userId).frame());
        }
    }

    /** Says how far all is that still runs; what was pushed before that and comes now says nothing new. */
    void tell(Running running) {
        told = running;
        running.messages().stream().filter(message -> !ended.covers(message)).forEach(this::say);
    }

    void forgetTold() {
        told = Running.nothing();
    }

    /** Forgets what the answer to a resume says again, or what counts instead. */
    void forgetSaidAgain() {
        frames.removeIf(Backlog::isSaidAgain);
    }

    /** Sends the first of what is here, which is not empty, where {@code queue} has room for it. */
    boolean offerTo(SendQueue queue) {
        Frame first = frames.element();
        return queue.hasRoom(first) && queue.offer(frames.remove());
    }

    private static boolean isSaidAgain(Frame frame) {
        ServerMessage message = frame.message();
        return message != null && (Push.of(message).comesAgain() || Opening.isOfResume(message));
    }
}
