package io.parley.conversation;

import io.parley.protocol.Logged;
import io.parley.protocol.ServerMessage;
import io.parley.store.OpenTurn;
import io.parley.store.TurnKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which turns of one conversation are open, and which of them are worked at: answers one after another, generation tasks
 * beside them, some of a user at once. Confined to one context.
 */
final class OpenTurns {
    private final Lane answers;
    private final Lane tasks;
    private final Map<Long, Running> running = new LinkedHashMap<>();

    /**
     * At most {@code queue} of each kind are to wait; it is the caller who asks {@link #hasRoomFor}. {@code tasksOfAUser} run at
     * once.
     */
    OpenTurns(int queue, int tasksOfAUser) {
        this.answers = new Lane(queue, 1, turn -> "");
        this.tasks = new Lane(queue, tasksOfAUser, Questions::userOf);
    }

    boolean hasRoomFor(TurnKind kind, String userId) {
        return kind == TurnKind.ANSWER ? answers.hasRoomFor("") : tasks.hasRoomFor(userId);
    }

    void add(OpenTurn turn) {
        lane(turn).add(turn);
    }

    /** All open answers, the latest first. */
    List<OpenTurn> answers() {
        return answers.all();
    }

    /** The first that may run, which does not wait any more; null for none. */
    @Nullable
    OpenTurn next() {
        OpenTurn answer = answers.next();
        return answer != null ? answer : tasks.next();
    }

    /** All that wait, each with its place among the answers, or the tasks of its user. */
    List<Lane.Waiting> waiting() {
        return Stream.concat(answers.waiting().stream(), tasks.waiting().stream())
                .toList();
    }

    /** The open turn that is so, or null. */
    @Nullable
    OpenTurn find(Predicate<OpenTurn> wanted) {
        OpenTurn answer = answers.find(wanted);
        return answer != null ? answer : tasks.find(wanted);
    }

    /** The question that an open answer answers where it is made again, or runs; else null. */
    @Nullable
    String questionOf(OpenTurn turn) {
        Running work = running(turn.begunBy().seq());
        if (work != null && work.soFar() instanceof ServerMessage.AiSnapshot snapshot) {
            return snapshot.replyTo();
        }
        boolean isAgain = turn.begunBy() instanceof Logged.UserMessage message && Questions.isRegenerate(message);
        return isAgain ? ((Logged.UserMessage) turn.begunBy()).replyTo() : null;
    }

    /** The work at the turn that entry {@code seq} began, or null where there is none. */
    @Nullable
    Running running(long seq) {
        return running.get(seq);
    }

    /** All that is worked at now. */
    List<Running> running() {
        return new ArrayList<>(running.values());
    }

    /** From now on {@code work} is the work at its turn, which does not wait any more. */
    void run(Running work) {
        lane(work.turn()).take(work.turn());
        running.put(work.turn().begunBy().seq(), work);
    }

    boolean isRunning(Running work) {
        return running.get(work.turn().begunBy().seq()) == work;
    }

    /** The turn is not open any more. */
    void done(Running work) {
        running.remove(work.turn().begunBy().seq());
        lane(work.turn()).done(work.turn());
    }

    /** Nothing is worked at any more; the turns stay open in the log. */
    void stop() {
        running.clear();
    }

    /** Whether no turn is open. */
    boolean isEmpty() {
        return answers.isEmpty() && tasks.isEmpty();
    }

    /** Whether nothing is worked at. */
    boolean isQuiet() {
        return running.isEmpty();
    }

    /** What somebody who comes now is told of what runs. */
    List<ServerMessage> soFar() {
        return running.values().stream()
                .map(Running::soFar)
                .filter(Objects::nonNull)
                .toList();
    }

    private Lane lane(OpenTurn turn) {
        return turn.kind() == TurnKind.ANSWER ? answers : tasks;
    }
}
