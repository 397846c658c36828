package io.parley.conversation;

import io.parley.protocol.Logged;
import io.parley.protocol.ServerMessage;
import io.parley.store.OpenTurn;
import io.parley.store.TurnKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which turns of one conversation are open, and which of them are worked at: answers one after another, generation tasks
 * beside them, as many of a user at once as the slots that all conversations share allow. Confined to one context.
 */
final class OpenTurns {
    private static final String ONE_AFTER_ANOTHER = "";

    private final Lane answers;
    private final Lane tasks;
    private final Map<Long, Running> running = new LinkedHashMap<>();

    /** At most {@code queue} of each kind wait. {@code answers} are the slots of this conversation, {@code tasks} those of users. */
    OpenTurns(int queue, Slots answers, Slots tasks, Slots.Holder holder) {
        this.answers = new Lane(queue, answers, holder);
        this.tasks = new Lane(queue, tasks, holder);
    }

    /** Room for one more of {@code userId}; null where too many wait. */
    Lane.@Nullable Room reserve(TurnKind kind, String userId) {
        return lane(kind).reserve(key(kind, userId));
    }

    /** One that is open whether there is room or not. */
    void add(OpenTurn turn) {
        lane(turn.kind()).add(key(turn.kind(), Questions.userOf(turn.begunBy())), turn);
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

    /** All that wait, each with its place among the answers, or the tasks of its user in all conversations. */
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
        lane(work.turn().kind()).take(work.turn());
        running.put(work.turn().begunBy().seq(), work);
    }

    boolean isRunning(Running work) {
        return running.get(work.turn().begunBy().seq()) == work;
    }

    /** {@code work} is over, and its turn goes on as {@code next}, at which nobody works yet. */
    void replace(Running work, OpenTurn next) {
        running.remove(work.turn().begunBy().seq());
        lane(next.kind()).replace(work.turn(), next);
    }

    /** The turn is not open any more. */
    void done(Running work) {
        running.remove(work.turn().begunBy().seq());
        lane(work.turn().kind()).done(work.turn());
    }

    /** Nothing is worked at any more, nor waits for it; the turns stay open in the log. */
    void stop() {
        running.clear();
        answers.stop();
        tasks.stop();
    }

    /** Whether no turn is open, and none is about to be. */
    boolean isEmpty() {
        return answers.isEmpty() && tasks.isEmpty();
    }

    /** Whether nothing is worked at. */
    boolean isQuiet() {
        return running.isEmpty();
    }

    /** What somebody who comes now is told of what runs. */
    List<ServerMessage> soFar() {
        List<ServerMessage> all = new ArrayList<>();
        running()
                .forEach(work -> work.safely(() -> {
                    ServerMessage soFar = work.soFar();
                    if (soFar != null) {
                        all.add(soFar);
                    }
                }));
        return all;
    }

    private Lane lane(TurnKind kind) {
        return kind == TurnKind.ANSWER ? answers : tasks;
    }

    private static String key(TurnKind kind, String userId) {
        return kind == TurnKind.ANSWER ? ONE_AFTER_ANOTHER : userId;
    }
}
