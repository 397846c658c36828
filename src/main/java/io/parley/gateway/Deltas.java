package io.parley.gateway;

import io.parley.protocol.ServerMessage.AiDelta;
import org.jspecify.annotations.Nullable;

/**
 * Deltas of one attempt of one answer that follow each other without a hole or an overlap, as one. Each delta begins and
 * ends between characters, so what is joined does too. Pure.
 */
final class Deltas {
    /** Of the text of one joined delta, in UTF-16 units, so that a slow line shows it bit by bit. */
    static final int MAX_UTF16 = 16 * 1024;

    private final StringBuilder content = new StringBuilder();
    private final StringBuilder thinking = new StringBuilder();
    private AiDelta latest;
    /** Where {@code content} begins; null while there is none. {@code thinkingOffset} likewise. */
    private @Nullable Integer offset;

    private @Nullable Integer thinkingOffset;

    Deltas(AiDelta first) {
        this.latest = first;
        add(first);
    }

    /** Whether {@code next} is of the same attempt, begins where this ends, and leaves it short enough. */
    boolean isFollowedBy(AiDelta next) {
        return next.messageId().equals(latest.messageId())
                && next.attempt() == latest.attempt()
                && follows(content, offset, next.content(), next.offset())
                && follows(thinking, thinkingOffset, next.thinking(), next.thinkingOffset())
                && content.length() + thinking.length() + length(next.content()) + length(next.thinking()) <= MAX_UTF16;
    }

    /** Adds {@code next}, by which this {@link #isFollowedBy is followed}. */
    void join(AiDelta next) {
        latest = next;
        add(next);
    }

    /** All of it, with the time of the latest. */
    AiDelta joined() {
        return new AiDelta(
                latest.timestamp(),
                latest.projectId(),
                latest.messageId(),
                latest.turnId(),
                latest.attempt(),
                offset,
                offset == null ? null : content.toString(),
                thinkingOffset,
                thinkingOffset == null ? null : thinking.toString());
    }

    private void add(AiDelta delta) {
        if (delta.content() != null) {
            offset = offset == null ? delta.offset() : offset;
            content.append(delta.content());
        }
        if (delta.thinking() != null) {
            thinkingOffset = thinkingOffset == null ? delta.thinkingOffset() : thinkingOffset;
            thinking.append(delta.thinking());
        }
    }

    private static boolean follows(
            StringBuilder text, @Nullable Integer from, @Nullable String more, @Nullable Integer at) {
        if (more == null) {
            return true;
        }
        return at != null && (from == null ? text.isEmpty() : at == from + text.length());
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }
}
