package io.parley.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.protocol.Logged;
import io.parley.store.StoredEntry;
import org.junit.jupiter.api.Test;

class TailTest {
    private final Tail tail = new Tail(3, 10);

    @Test
    void emptyTailHasAllAfterTheEndOfItsLogAndNothingBefore() {
        assertThat(tail.hasAllAfter(10)).isTrue();
        assertThat(tail.hasAllAfter(9)).isFalse();
        assertThat(tail.lastSeq()).isEqualTo(10);
    }

    @Test
    void oldestEntriesAndTheirClientIdsAreForgotten() {
        for (long seq = 11; seq <= 14; seq++) {
            tail.add(notice(seq, "x"));
        }

        assertThat(tail.hasAllAfter(11)).isTrue();
        assertThat(tail.hasAllAfter(10)).isFalse();
        assertThat(tail.after(12)).extracting(entry -> entry.message().seq()).containsExactly(13L, 14L);
        assertThat(tail.by(new ClientKey(ClientKey.PUSH_USER, "id11"))).isNull();
        assertThat(tail.by(new ClientKey(ClientKey.PUSH_USER, "id12"))).isNotNull();
        assertThat(tail.byMessageId("m11")).isNull();
        assertThat(tail.byMessageId("m14")).isNotNull();
    }

    @Test
    void largeEntriesAreForgottenBeforeTheirNumberIsReachedButTheLastStays() {
        tail.add(notice(11, "x"));
        tail.add(notice(12, "x".repeat(5 * 1024 * 1024)));

        assertThat(tail.after(0)).extracting(entry -> entry.message().seq()).containsExactly(12L);
    }

    private static StoredEntry notice(long seq, String content) {
        return new StoredEntry(new Logged.Notice(1, "p1", seq, "m" + seq, "id" + seq, null, content, null), null);
    }
}
