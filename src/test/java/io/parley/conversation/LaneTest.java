package io.parley.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.protocol.Lang;
import io.parley.store.OpenTurn;
import io.parley.store.TurnKind;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The tasks of two conversations with the same slots. */
class LaneTest {
    private final Queue<Runnable> later = new ArrayDeque<>();
    private final Slots slots = new Slots(1, later::add);
    private final Held held = new Held();

    @Test
    void roomThatIsKeptForATaskWhichIsNotLoggedYetIsNobodyElses() {
        Lane one = new Lane(0, slots, held);
        Lane other = new Lane(0, slots, held);

        Lane.Room room = Objects.requireNonNull(one.reserve("u1"));

        assertThat(other.reserve("u1")).isNull();
        assertThat(other.reserve("u2")).isNotNull();
        room.giveBack();
        assertThat(other.reserve("u1")).isNotNull();
    }

    @Test
    void taskWaitsBehindOneThatCameBeforeItAndIsNotLoggedYet() {
        Lane one = new Lane(1, slots, held);
        Lane other = new Lane(1, slots, held);
        Lane.Room room = Objects.requireNonNull(one.reserve("u1"));
        OpenTurn second = task();
        other.add("u1", second);

        OpenTurn early = other.next();
        room.giveBack();
        runLater();

        assertThat(early).isNull();
        assertThat(held.begins).isEqualTo(1);
        assertThat(other.next()).isSameAs(second);
    }

    @Test
    void asManyWaitInEachConversationAsTheLimitSays() {
        Lane one = new Lane(1, slots, held);
        Lane other = new Lane(1, slots, held);
        one.add("u1", task());
        one.next();

        fill(one.reserve("u1"));
        fill(other.reserve("u1"));

        assertThat(one.reserve("u1")).isNull();
        assertThat(other.reserve("u1")).isNull();
        assertThat(one.waiting()).extracting(Lane.Waiting::place).containsExactly(1);
        assertThat(other.waiting()).extracting(Lane.Waiting::place).containsExactly(2);
    }

    @Test
    void conversationThatIsLostLeavesItsSlotsAndItsPlacesToTheOthers() {
        Lane lost = new Lane(9, slots, held);
        Lane other = new Lane(9, slots, held);
        lost.add("u1", task());
        lost.next();
        lost.add("u1", task());
        OpenTurn waits = task();
        other.add("u1", waits);

        lost.stop();
        lost.add("u1", task()); // what was on its way to the log comes late
        runLater();

        assertThat(lost.waiting()).isEmpty();
        assertThat(lost.next()).isNull();
        assertThat(held.begins).isEqualTo(1);
        assertThat(other.next()).isSameAs(waits);
        other.done(waits);
        assertThat(slots.isFree("u1")).isTrue();
    }

    @Test
    void roomThatWasFilledAfterItsConversationWasLostTakesNoSlot() {
        Lane lost = new Lane(9, slots, held);
        Lane.Room room = Objects.requireNonNull(lost.reserve("u1"));

        lost.stop();
        room.fill(task());

        assertThat(lost.next()).isNull();
        assertThat(slots.isFree("u1")).isTrue();
    }

    @Test
    void anotherAttemptRunsInThePlaceOfTheOneBefore() {
        Lane one = new Lane(9, slots, held);
        Lane other = new Lane(9, slots, held);
        OpenTurn first = task();
        one.add("u1", first);
        one.next();
        other.add("u1", task());
        OpenTurn again = new OpenTurn(first.begunBy(), first.kind(), first.answerId(), first.lang(), 1, null);

        one.replace(first, again);
        one.done(first);
        runLater();

        assertThat(one.find(turn -> true)).isSameAs(again);
        assertThat(other.next()).isNull();
        one.done(again);
        assertThat(one.isEmpty()).isTrue();
        assertThat(other.next()).isNotNull();
    }

    private void runLater() {
        for (Runnable next = later.poll(); next != null; next = later.poll()) {
            next.run();
        }
    }

    private static void fill(Lane.@Nullable Room room) {
        Objects.requireNonNull(room).fill(task());
    }

    private static OpenTurn task() {
        return new OpenTurn(Drafts.task("p1", "u1", new JsonObject(), Lang.EN), TurnKind.TASK, "end", null, 0, null);
    }

    private static final class Held implements Slots.Holder {
        int begins;

        @Override
        public void beginReady() {
            begins++;
        }

        @Override
        public void tellPlaces() {
            // nobody is there to be told
        }
    }
}
