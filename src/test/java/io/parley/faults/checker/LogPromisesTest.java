package io.parley.faults.checker;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** The judges of what the log keeps let the honest story pass, and find what is wrong in one that was spoilt. */
class LogPromisesTest {
    private final Story story = new Story();

    @Test
    void anHonestRunBreaksNothing() {
        assertThat(Promises.broken(story.evidence())).isEmpty();
    }

    @Test
    void anAcknowledgedMessageThatIsNotInTheLogIsLost() {
        story.log("p1").remove(0);

        assertThat(new AcknowledgedOnce().judge(story.evidence()))
                .hasSize(1)
                .first()
                .asString()
                .contains("not in the log");
    }

    @Test
    void aMessageThatIsInTheLogTwiceIsFound() {
        story.log("p1").add(story.log("p1").get(0).copy().put("seq", 3).put("message_id", "m9"));

        assertThat(new AcknowledgedOnce().judge(story.evidence()))
                .hasSize(1)
                .first()
                .asString()
                .contains("2 times");
    }

    @Test
    void anAcknowledgementOfAnotherPlaceIsFound() {
        story.change(story.find("alice", line -> line.got("ack")), "seq", 7);

        assertThat(new AcknowledgedOnce().judge(story.evidence()))
                .hasSize(1)
                .first()
                .asString()
                .contains("seq 7");
    }

    @Test
    void twoAcknowledgementsThatDifferAreFound() {
        story.got("alice", Story.ack(story.log("p1").get(0)).put("seq", 2));

        assertThat(new AcknowledgedOnce().judge(story.evidence())).isNotEmpty();
    }

    @Test
    void aMessageThatNobodySentIsFound() {
        story.lines.remove(story.find("carol", line -> line.sent("chat")));

        assertThat(new AcknowledgedOnce().judge(story.evidence()))
                .hasSize(1)
                .first()
                .asString()
                .contains("by nobody");
    }

    @Test
    void otherWordsThanWereSentAreFound() {
        story.change(story.find("carol", line -> line.sent("chat")), "content", "else");

        assertThat(new AcknowledgedOnce().judge(story.evidence())).hasSize(1);
    }

    @Test
    void theSameMessageUnderTwoPlacesIsFound() {
        JsonObject again = story.log("p1").get(0).copy().put("seq", 3);
        story.got("alice", again);

        assertThat(new ShownOnce().judge(story.evidence()))
                .extracting(Violation::what)
                .contains("entry m1 twice");
    }

    @Test
    void theSameClientMessageUnderTwoNamesIsFound() {
        JsonObject again = story.log("p1").get(0).copy().put("seq", 3).put("message_id", "m9");
        story.got("alice", again);

        assertThat(new ShownOnce().judge(story.evidence()))
                .extracting(Violation::what)
                .containsExactly("message c4 of u1 twice");
    }

    @Test
    void twoRowsOfOnePlaceInTheLogAreFound() {
        story.log("p2")
                .add(story.log("p2").get(1).copy().put("message_id", "r9").put("turn_id", "m9"));

        assertThat(new ShownOnce().judge(story.evidence()))
                .extracting(Violation::what)
                .containsExactly("seq 2 twice");
    }

    @Test
    void aTurnWithoutAnEndIsFound() {
        story.log("p1").remove(1);

        assertThat(new OneEnd().judge(story.evidence()))
                .hasSize(1)
                .first()
                .asString()
                .contains("0 ends");
    }

    @Test
    void aTurnWithTwoEndsIsFound() {
        story.log("p1").add(story.log("p1").get(1).copy().put("seq", 3).put("message_id", "r9"));

        assertThat(new OneEnd().judge(story.evidence()))
                .hasSize(1)
                .first()
                .asString()
                .contains("2 ends");
    }

    @Test
    void aTaskWithTwoEndsIsFound() {
        story.log("p1").add(task("task_started", 3));
        story.log("p1").add(task("task_completed", 4));
        story.log("p1").add(task("task_failed", 5));

        assertThat(new OneEnd().judge(story.evidence()))
                .hasSize(1)
                .first()
                .asString()
                .contains("k1 has 2 ends");
    }

    @Test
    void anEndOfNothingIsFound() {
        story.log("p1").add(task("task_completed", 3));

        assertThat(new OneEnd().judge(story.evidence()))
                .hasSize(1)
                .first()
                .asString()
                .contains("nobody began");
    }

    @Test
    void twoOrdersAreFound() {
        story.change(story.find("bob", line -> line.got("message")), "message_id", "r1");

        assertThat(new OneOrder().judge(story.evidence()))
                .extracting(Violation::where)
                .containsExactly("bob");
    }

    @Test
    void otherWordsThanTheLogHasAreFound() {
        story.change(story.find("bob", line -> line.got("ai_reply")), "content", "a4-0 ");

        assertThat(new OneOrder().judge(story.evidence()))
                .hasSize(1)
                .first()
                .asString()
                .contains("other words");
    }

    @Test
    void whatWasShownAndIsNotInTheLogIsFound() {
        story.got("bob", story.log("p1").get(1).copy().put("seq", 3).put("message_id", "r9"));

        assertThat(new OneOrder().judge(story.evidence()))
                .hasSize(1)
                .first()
                .asString()
                .contains("not in the log");
    }

    @Test
    void aLogWithAHoleIsFound() {
        story.log("p1").get(1).put("seq", 3);

        assertThat(new OneOrder().judge(story.evidence()))
                .extracting(Violation::where)
                .contains("log of p1");
    }

    private static JsonObject task(String type, long seq) {
        return new JsonObject()
                .put("type", type)
                .put("seq", seq)
                .put("message_id", seq == 3 && type.equals("task_started") ? "k1" : "e" + seq)
                .put("task_id", "k1");
    }
}
