package io.parley.gateway;

import io.netty.buffer.ByteBufUtil;
import io.parley.protocol.ServerMessage;
import io.parley.protocol.ServerMessage.AiDelta;
import io.parley.protocol.ServerMessage.AiSnapshot;
import io.parley.protocol.ServerMessage.Progress;
import io.parley.protocol.ServerMessage.Status;
import org.jspecify.annotations.Nullable;

/** One message that waits to be written, and what has become part of it since. Pure. */
final class Parcel {
    private final @Nullable String about;
    private final @Nullable Deltas text;
    private Frame frame;
    private int bytes;
    private boolean joined;

    Parcel(Frame frame) {
        this.about = about(frame.message());
        this.text = frame.message() instanceof AiDelta delta ? new Deltas(delta) : null;
        this.frame = frame;
        this.bytes = frame.bytes();
    }

    /**
     * The answer or the task that {@code message} streams a part of, or the user whose presence it tells; null where it is
     * none of those. Of a task and a user only the latest counts.
     */
    static @Nullable String about(@Nullable ServerMessage message) {
        if (message instanceof AiDelta delta) {
            return delta.messageId();
        }
        if (message instanceof AiSnapshot snapshot) {
            return snapshot.messageId();
        }
        if (message instanceof Status status && status.status() == Status.State.PRESENCE) {
            return "presence " + status.details().getString("user_id");
        }
        return message instanceof Progress progress ? progress.taskId() : null;
    }

    @Nullable
    String about() {
        return about;
    }

    /** About how many bytes it has in UTF-8. */
    int bytes() {
        return bytes;
    }

    /** Whether {@code next} follows without a hole, so that both can be one. */
    boolean isFollowedBy(AiDelta next) {
        return text != null && text.isFollowedBy(next);
    }

    void join(AiDelta next) {
        if (text != null) {
            text.join(next);
            joined = true;
            bytes += utf8(next.content()) + utf8(next.thinking());
        }
    }

    /** Whether {@code now} says all that this says. */
    boolean isCoveredBy(ServerMessage now) {
        ServerMessage own = joined && text != null ? text.joined() : frame.message();
        return own != null && Running.covers(now, own);
    }

    /** Says {@code next} instead. */
    void replace(Frame next) {
        frame = next;
        bytes = next.bytes();
    }

    /** As it is to be written. */
    Frame toFrame() {
        return joined && text != null ? Frame.of(text.joined()) : frame;
    }

    private static int utf8(@Nullable String more) {
        return more == null ? 0 : ByteBufUtil.utf8Bytes(more);
    }
}
