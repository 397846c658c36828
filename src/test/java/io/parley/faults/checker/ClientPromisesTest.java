package io.parley.faults.checker;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The judges of what clients are sent find what is wrong in a story that was spoilt. */
class ClientPromisesTest {
    private final Story story = new Story();

    @Test
    void aGapIsFound() {
        story.lines.remove(story.find("carol", line -> line.got("message")));

        assertThat(new NoGaps().judge(story.evidence()))
                .hasSize(1)
                .first()
                .asString()
                .contains("where 1 comes next");
    }

    @Test
    void anEntryThatComesAgainIsFound() {
        story.got("alice", story.log("p1").get(1));

        assertThat(new NoGaps().judge(story.evidence()))
                .hasSize(1)
                .first()
                .asString()
                .contains("again");
    }

    @Test
    void anEntryThatIsSentAgainAfterAResumeIsFound() {
        story.lines.add(
                story.find("bob", line -> line.got("ai_reply")),
                new Line(0, "bob", Line.Kind.GOT, story.log("p1").get(0)));

        assertThat(new NoGaps().judge(story.evidence()))
                .hasSize(1)
                .first()
                .asString()
                .contains("seq 1 again");
    }

    @Test
    void aClientThatForgetsWhatItWasShownIsFound() {
        story.change(
                story.find(
                        "bob",
                        line -> line.kind() == Line.Kind.OPENING && line.body().getLong("last_seq") != null),
                "last_seq",
                0);

        assertThat(new NoGaps().judge(story.evidence())).isNotEmpty();
    }

    @Test
    void anEndThatNeverCameIsFound() {
        story.lines.remove(story.find("bob", line -> line.got("ai_reply")));

        assertThat(new NoGaps().judge(story.evidence()))
                .hasSize(1)
                .first()
                .asString()
                .contains("up to 1 of 2");
    }

    @Test
    void aResetThatNothingAskedForIsFound() {
        JsonObject details = new JsonObject().put("from_seq", 3);
        story.got(
                "alice",
                new JsonObject().put("type", "status").put("status", "reset").put("details", details));

        assertThat(new NoGaps().judge(story.evidence()))
                .hasSize(1)
                .first()
                .asString()
                .contains("begin anew");
    }

    @Test
    void entriesAfterAResetBeginWhereItSays() {
        story.add(
                "alice", Line.Kind.SENT, new JsonObject().put("type", "resume").put("last_seq", 9)); // ahead of the log
        JsonObject details = new JsonObject().put("from_seq", 2);
        story.got(
                "alice",
                new JsonObject().put("type", "status").put("status", "reset").put("details", details));
        story.got("alice", story.log("p1").get(1));

        assertThat(new NoGaps().judge(story.evidence())).isEmpty();
        assertThat(new ShownOnce().judge(story.evidence())).isEmpty();
    }

    @Test
    void aMessageOfAnotherConversationIsFound() {
        story.got("carol", Story.snapshot("p1", "r1", "", ""));

        assertThat(new Privacy().judge(story.evidence()))
                .hasSize(1)
                .first()
                .asString()
                .contains("message of p1");
    }

    @Test
    void textOfAnotherConversationUnderTheRightNameIsFound() {
        story.got("carol", Story.delta("p2", "r2", 0, Story.ASKED.answer()));

        assertThat(new Privacy().judge(story.evidence()))
                .hasSize(1)
                .first()
                .asString()
                .contains("text of p1");
    }

    @Test
    void aMessageOfAStrangerIsFound() {
        story.change(story.find("carol", line -> line.got("message")), "user_id", "u1");

        assertThat(new Privacy().judge(story.evidence()))
                .hasSize(1)
                .first()
                .asString()
                .contains("user u1");
    }

    @Test
    void textThatTheAgentDidNotSayIsFound() {
        story.change(story.find("bob", line -> line.got("ai_delta")), "content", "a4-0 a4-7");

        assertThat(new TrueText().judge(story.evidence()))
                .hasSize(1)
                .first()
                .asString()
                .contains("did not say");
    }

    @Test
    void textThatLacksAPieceIsFound() {
        story.lines.remove(story.find("alice", line -> line.got("ai_delta")));

        assertThat(new TrueText().judge(story.evidence()))
                .hasSize(1)
                .first()
                .asString()
                .contains("had only 0");
    }

    @Test
    void textThatComesTwiceAtAnotherPlaceIsFound() {
        String answer = Story.ASKED.answer();
        story.lines.add(
                story.find("bob", line -> line.kind() == Line.Kind.CLOSED),
                new Line(0, "bob", Line.Kind.GOT, Story.delta("p1", "r1", 12, answer.substring(0, 12))));

        assertThat(new TrueText().judge(story.evidence()))
                .hasSize(1)
                .first()
                .asString()
                .contains("did not say");
    }

    @Test
    void aSnapshotWithForeignTextIsFound() {
        story.change(
                story.find(
                        "bob",
                        line -> line.got("ai_snapshot")
                                && !line.body().getString("content").isEmpty()),
                "content",
                Story.OTHER.answer());

        assertThat(new TrueText().judge(story.evidence())).isNotEmpty();
    }

    @Test
    void textThatComesAfterTheEndIsNotShownAndDoesNoHarm() {
        story.got("bob", Story.delta("p1", "r1", 900, "late"));

        assertThat(new TrueText().judge(story.evidence())).isEmpty();
    }

    @Test
    void textThatIsCutInsideACharacterIsFound() {
        String answer = Story.ASKED.answer();
        int inside = answer.indexOf("👋") + 1;
        int delta = story.find("bob", line -> line.got("ai_delta"));
        story.change(delta, "content", answer.substring(0, inside));

        assertThat(new TrueText().judge(story.evidence()))
                .hasSize(1)
                .first()
                .asString()
                .contains("inside a character");
    }

    @Test
    void aCompleteAnswerThatLacksItsEndIsFoundInTheLog() {
        story.log("p1").get(1).put("content", "a4-0 ");

        assertThat(new TrueText().judge(story.evidence()))
                .extracting(Violation::where)
                .containsExactly("log of p1");
    }

    @Test
    void anInterruptedAnswerMayEndAnywhereButNotDiffer() {
        story.log("p1").get(1).put("content", "a4-0 ").put("status", "interrupted");
        List<Violation> shorter = new TrueText().judge(story.evidence());
        story.log("p1").get(1).put("content", "a4-1 ");

        assertThat(shorter).isEmpty();
        assertThat(new TrueText().judge(story.evidence())).hasSize(1);
    }

    @Test
    void anotherAttemptBeginsAnew() {
        story.lines.add(
                story.find("alice", line -> line.got("ai_reply")),
                new Line(
                        0,
                        "alice",
                        Line.Kind.GOT,
                        Story.delta("p1", "r1", 9, "x").put("attempt", 2)));

        assertThat(new TrueText().judge(story.evidence()))
                .extracting(Violation::what)
                .first()
                .asString()
                .contains("had only 0");
    }

    @Test
    void progressThatGoesBackIsFoundUnlessItIsAnotherAttempt() {
        story.got("bob", progress(1, 50));
        story.got("bob", progress(1, 60));
        story.got("bob", progress(2, 10));
        List<Violation> steady = new SteadyProgress().judge(story.evidence());
        story.got("bob", progress(2, 5));

        assertThat(steady).isEmpty();
        assertThat(new SteadyProgress().judge(story.evidence())).hasSize(1);
    }

    @Test
    void textThatComesAfterTheEndIsFound() {
        story.got("bob", Story.snapshot("p1", "r1", "", ""));
        story.got("bob", Story.delta("p1", "r1", 0, Story.ASKED.answer().substring(0, 12)));

        assertThat(new LastWord().judge(story.evidence()))
                .extracting(Violation::what)
                .containsExactly("ai_snapshot of r1 after its end", "ai_delta of r1 after its end");
    }

    @Test
    void progressThatComesAfterTheEndIsFound() {
        story.got("bob", progress(1, 50));
        story.got("bob", new JsonObject().put("type", "task_cancelled").put("task_id", "k1"));
        List<Violation> before = new LastWord().judge(story.evidence());
        story.got("bob", progress(1, 60));

        assertThat(before).isEmpty();
        assertThat(new LastWord().judge(story.evidence()))
                .extracting(Violation::what)
                .containsExactly("progress of k1 after its end");
    }

    @Test
    void anAnswerThatEndedMayStreamAfterAResetOrToANewConnection() {
        story.got("alice", new JsonObject().put("type", "status").put("status", "reset"));
        story.got("alice", Story.delta("p1", "r1", 0, "x"));
        story.add("bob", Line.Kind.OPENING, new JsonObject());
        story.got("bob", Story.delta("p1", "r1", 0, "x"));

        assertThat(new LastWord().judge(story.evidence())).isEmpty();
    }

    private static JsonObject progress(int attempt, int percent) {
        return new JsonObject()
                .put("type", "progress")
                .put("task_id", "k1")
                .put("attempt", attempt)
                .put("progress", percent);
    }
}
