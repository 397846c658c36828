package io.parley.client;

import io.parley.protocol.ServerMessage.AiDelta;
import io.parley.protocol.ServerMessage.AiSnapshot;
import org.jspecify.annotations.Nullable;

/** The text of one running answer, put together by position as the protocol asks of clients. Confined to one context. */
public final class AnswerText {
    private final StringBuilder content = new StringBuilder();
    private final StringBuilder thinking = new StringBuilder();
    private int attempt;

    /** What a piece did to the text. */
    public enum Step {
        /** It is longer now, or as it was. */
        WENT_ON,
        /** Another attempt: what was shown is void. */
        BEGAN_ANEW,
        /** Something between is missing: ask to resume. */
        HOLE
    }

    public String content() {
        return content.toString();
    }

    public String thinking() {
        return thinking.toString();
    }

    /** Takes all of the text so far; one that is older than what is known changes nothing. */
    public Step take(AiSnapshot snapshot) {
        if (snapshot.attempt() < attempt) {
            return Step.WENT_ON;
        }
        Step step = begin(snapshot.attempt());
        put(content, 0, snapshot.content());
        put(thinking, 0, snapshot.thinking());
        return step;
    }

    public Step take(AiDelta delta) {
        if (delta.attempt() < attempt) {
            return Step.WENT_ON;
        }
        Step step = begin(delta.attempt());
        boolean fits = put(content, delta.offset(), delta.content());
        fits &= put(thinking, delta.thinkingOffset(), delta.thinking());
        return fits ? step : Step.HOLE;
    }

    private Step begin(int number) {
        if (number == attempt) {
            return Step.WENT_ON;
        }
        boolean first = attempt == 0;
        attempt = number;
        content.setLength(0);
        thinking.setLength(0);
        return first ? Step.WENT_ON : Step.BEGAN_ANEW;
    }

    /** Whether {@code piece} left no hole before it. */
    private static boolean put(StringBuilder text, @Nullable Integer offset, @Nullable String piece) {
        if (offset == null || piece == null) {
            return true;
        }
        int known = text.length() - offset;
        if (known >= 0 && known < piece.length()) {
            text.append(piece, known, piece.length());
        }
        return known >= 0;
    }
}
