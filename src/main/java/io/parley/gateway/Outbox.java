package io.parley.gateway;

import io.parley.protocol.Logged;
import io.parley.protocol.ServerMessage;
import io.parley.protocol.ServerMessage.AiDelta;
import io.parley.protocol.ServerMessage.AiSnapshot;
import io.parley.protocol.ServerMessage.Progress;
import io.parley.protocol.ServerMessage.Status;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be written to one socket, in order. What streams is kept short: text joins the text before it, of a task's
 * progress and a user's presence only the latest stays, and what a snapshot or the end says again goes. Pure; confined to one context.
 */
final class Outbox {
    private static final Added QUEUED = new Added(false, 0);

    private final Set<Parcel> parcels = new LinkedHashSet<>();
    /** Of what streams, the last that waits of each answer and task. */
    private final Map<String, Parcel> last = new HashMap<>();

    private int bytes;

    /** What became of what was added, and how many messages are left out for it. */
    record Added(boolean merged, int dropped) {}

    boolean isEmpty() {
        return parcels.isEmpty();
    }

    int size() {
        return parcels.size();
    }

    /** About how many bytes all of it has in UTF-8. */
    int bytes() {
        return bytes;
    }

    /** Whether {@code frame} would become part of what waits, or take its place, and so make no message more. */
    boolean absorbs(Frame frame) {
        Parcel before = last.get(Parcel.about(frame.message()));
        return before != null
                && (isLatestOnly(frame.message())
                        || (frame.message() instanceof AiDelta delta && before.isFollowedBy(delta)));
    }

    /** About how many bytes the first has. There must be one. */
    int nextBytes() {
        return parcels.iterator().next().bytes();
    }

    Added add(Frame frame) {
        ServerMessage message = frame.message();
        Parcel before = last.get(Parcel.about(message));
        if (message instanceof AiDelta delta && before != null && before.isFollowedBy(delta)) {
            return join(before, delta);
        }
        if (before != null && message != null && isLatestOnly(message)) {
            return replace(before, frame, message);
        }
        int gone = message == null ? 0 : drop(message);
        Parcel parcel = new Parcel(frame);
        parcels.add(parcel);
        bytes += parcel.bytes();
        if (parcel.about() != null) {
            last.put(parcel.about(), parcel);
        }
        return gone == 0 ? QUEUED : new Added(false, gone);
    }

    /** Takes the first out, as it is to be written. There must be one. */
    Frame remove() {
        Parcel first = parcels.iterator().next();
        parcels.remove(first);
        forgotten(first);
        return first.toFrame();
    }

    /** Drops all that streams. Returns how many messages that were. */
    int forget() {
        return drop(parcel -> parcel.about() != null);
    }

    void clear() {
        parcels.clear();
        last.clear();
        bytes = 0;
    }

    private Added join(Parcel before, AiDelta delta) {
        bytes -= before.bytes();
        before.join(delta);
        bytes += before.bytes();
        return new Added(true, 0);
    }

    private Added replace(Parcel before, Frame frame, ServerMessage now) {
        if (now instanceof Status || before.isCoveredBy(now)) {
            bytes += frame.bytes() - before.bytes();
            before.replace(frame);
        }
        return new Added(false, 1);
    }

    private static boolean isLatestOnly(@Nullable ServerMessage message) {
        return message instanceof Progress || message instanceof Status;
    }

    /** Drops what {@code now} says again, or makes needless. */
    private int drop(ServerMessage now) {
        String ended = now instanceof Logged entry ? Ended.of(entry) : null;
        if (ended != null && last.containsKey(ended)) {
            return drop(parcel -> ended.equals(parcel.about()));
        }
        if (now instanceof AiSnapshot snapshot && last.containsKey(snapshot.messageId())) {
            return drop(parcel -> parcel.isCoveredBy(snapshot));
        }
        return 0;
    }

    private int drop(Predicate<Parcel> needless) {
        List<Parcel> gone = parcels.stream().filter(needless).toList();
        gone.forEach(parcels::remove);
        gone.forEach(this::forgotten);
        return gone.size();
    }

    private void forgotten(Parcel parcel) {
        bytes -= parcel.bytes();
        if (parcel.about() != null) {
            last.remove(parcel.about(), parcel);
        }
    }
}
