package io.parley.conversation;

import io.parley.ops.EventLog;
import io.parley.ops.EventLog.Field;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Ids;
import io.parley.protocol.Lang;
import io.parley.protocol.Logged;
import io.parley.protocol.ServerMessage;
import io.parley.store.Entry;
import io.parley.store.OpenTurn;
import io.parley.store.Refused;
import io.parley.store.StoredEntry;
import io.parley.store.TurnKind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The open turns of one conversation: answers one after another, generation tasks beside them, two of a user at once.
 * Each ends in one committed entry, tried again until the log takes it. Confined to one context.
 */
final class Turns implements Pulse.Beating {
    private static final EventLog LOG = EventLog.of(Turns.class, EventLog.CONVERSATION);
    private static final int TASKS_OF_A_USER = 2;
    private static final long RETRY_MS = 500;

    private final Setting setting;
    private final Journal journal;
    private final Audience audience;
    private final Sessions sessions;
    private final Owner owner;
    private final Questions questions;
    private final Checkpoints checkpoints;
    private final Lane answers;
    private final Lane tasks;
    private final Map<Long, Running> running = new LinkedHashMap<>();
    private final Promise<Void> drained = Promise.promise();
    private boolean closed;
    private boolean abandoned;

    /** Whose turns they are. */
    interface Owner {
        /** Runs {@code work} in a turn of the mailbox, when the log is known to its end. */
        Future<Logged> inTurn(Supplier<Future<Logged>> work);

        /** The log says that somebody else owns the conversation. */
        void lost();
    }

    Turns(Setting setting, Journal journal, Audience audience, Sessions sessions, Owner owner) {
        this.setting = setting;
        this.journal = journal;
        this.audience = audience;
        this.sessions = sessions;
        this.owner = owner;
        this.questions = new Questions(journal);
        this.checkpoints = new Checkpoints(journal, setting.config().checkpointIntervalMs());
        int queue = setting.config().queue();
        this.answers = new Lane(queue, 1, turn -> "");
        this.tasks = new Lane(queue, TASKS_OF_A_USER, Questions::userOf);
    }

    Questions questions() {
        return questions;
    }

    boolean hasRoomFor(TurnKind kind, String userId) {
        return kind == TurnKind.ANSWER ? answers.hasRoomFor("") : tasks.hasRoomFor(userId);
    }

    /** Begins {@code turn} now or in its turn. Says how many are before it and itself; 0 where it has begun. */
    int accept(OpenTurn turn) {
        Lane lane = lane(turn);
        lane.add(turn);
        beginReady();
        return lane.position(turn);
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
        Running work = running.get(turn.begunBy().seq());
        if (work != null && work.soFar() instanceof ServerMessage.AiSnapshot snapshot) {
            return snapshot.replyTo();
        }
        boolean isAgain = turn.begunBy() instanceof Logged.UserMessage message && Questions.isRegenerate(message);
        return isAgain ? ((Logged.UserMessage) turn.begunBy()).replyTo() : null;
    }

    boolean isEmpty() {
        return answers.isEmpty() && tasks.isEmpty();
    }

    /** What somebody who comes now is told of what runs. */
    List<ServerMessage> soFar() {
        return running.values().stream()
                .map(Running::soFar)
                .filter(Objects::nonNull)
                .toList();
    }

    /** Ends an open turn {@code how}, in a turn of the mailbox. Completes with its terminal entry, after the commit. */
    Future<Logged> end(OpenTurn turn, Ending how) {
        lane(turn).take(turn);
        Running work = running.computeIfAbsent(turn.begunBy().seq(), seq -> work(turn));
        work.end(how);
        return finish(work).onFailure(failure -> again(work, failure));
    }

    /** The log has this entry by another way than {@link #finish}. */
    Future<Void> endedBy(StoredEntry terminal) {
        Running work = terminal.endsSeq() == null ? null : running.get(terminal.endsSeq());
        if (work == null) {
            return Future.succeededFuture();
        }
        work.end(Ending.cancelled());
        forget(work);
        return follow(work);
    }

    /** Begins nothing more. Completes when nothing runs; what waits stays open in the log. */
    Future<Void> drain() {
        closed = true;
        tellDrained();
        return drained.future();
    }

    /** Ends all that runs as interrupted. */
    void interruptAll() {
        for (Running work : new ArrayList<>(running.values())) {
            work.end(Ending.interrupted(lang(work.turn())));
            ended(work);
        }
    }

    /** Stops all at once and logs nothing: somebody else owns the conversation. */
    void abandon() {
        abandoned = true;
        closed = true;
        running.values().forEach(work -> work.end(Ending.cancelled()));
        running.clear();
        setting.pulse().remove(this);
        tellDrained();
    }

    @Override
    public void beat(long nowNanos) {
        List<Running> all = new ArrayList<>(running.values());
        all.forEach(work -> work.checkTime(nowNanos));
        checkpoints.beat(nowNanos, all);
    }

    private void beginReady() {
        if (closed) {
            return;
        }
        for (Lane lane : List.of(answers, tasks)) {
            for (OpenTurn turn = lane.next(); turn != null; turn = lane.next()) {
                begin(turn);
            }
        }
    }

    private void begin(OpenTurn turn) {
        Running work = work(turn);
        long seq = turn.begunBy().seq();
        running.put(seq, work);
        setting.pulse().add(this);
        questions
                .prompt(turn, lang(turn))
                .compose(prompt -> journal.beginAttempt(seq, turn.attempt() + 1).map(prompt))
                .onSuccess(work::start)
                .onFailure(failure -> notBegun(work, failure));
    }

    private void notBegun(Running work, Throwable failure) {
        if (isStale(failure)) {
            owner.lost();
        } else if (work.ending() == null) {
            work.end(Ending.failed(failure, work.turn().begunBy().messageId(), lang(work.turn())));
            ended(work);
        }
    }

    private void ended(Running work) {
        owner.inTurn(() -> finish(work)).onFailure(failure -> again(work, failure));
    }

    private void again(Running work, Throwable failure) {
        if (isStale(failure)) {
            owner.lost();
        } else if (failure instanceof Refused) {
            forget(work); // its turn has ended before
        } else if (!abandoned && running.containsValue(work)) {
            LOG.warn("terminal_not_logged")
                    .addKeyValue(Field.PROJECT_ID, journal.projectId())
                    .addKeyValue(Field.MESSAGE_ID, work.turn().answerId())
                    .setCause(failure)
                    .log("the end of a turn could not be logged; tried again");
            setting.vertx().setTimer(RETRY_MS, timer -> ended(work));
        }
    }

    private Future<Logged> finish(Running work) {
        OpenTurn turn = work.turn();
        if (running.get(turn.begunBy().seq()) != work) {
            return Future.failedFuture(new Refused(Refused.Reason.ALREADY_ENDED));
        }
        Entry entry = new Entry(work.terminal(), null, null, turn.begunBy().seq(), null);
        return journal.append(entry).compose(logged -> {
            count(work);
            audience.toAll(logged);
            forget(work);
            return follow(work).map(logged);
        });
    }

    private void count(Running work) {
        Ending how = work.ending();
        if (how != null) {
            setting.meters().ended(how.counted());
        }
    }

    private Future<Void> follow(Running work) {
        Ending how = work.ending();
        JsonObject args =
                how == null || how.outcome() == null ? null : how.outcome().generate();
        String userId = Questions.userOf(work.turn());
        if (args == null) {
            return Future.succeededFuture();
        }
        if (!hasRoomFor(TurnKind.TASK, userId)) {
            Refusal busy = Refusal.of(ErrorCode.BUSY);
            audience.toUser(userId, Failures.told(busy, journal.projectId(), null, lang(work.turn())));
            return Future.succeededFuture();
        }
        return open(Drafts.task(journal.projectId(), userId, args, lang(work.turn())), TurnKind.TASK)
                .mapEmpty();
    }

    /** Logs {@code message} and the turn that it begins, in a turn of the mailbox. Completes after the commit. */
    Future<OpenTurn> open(Logged message, TurnKind kind) {
        ClientKey key = ClientKey.of(message);
        String answerId = Ids.next();
        Entry entry = new Entry(
                message,
                key == null ? null : key.userId(),
                key == null ? null : key.clientId(),
                null,
                new Entry.NewTurn(kind, answerId, null));
        return journal.append(entry).map(logged -> {
            audience.toAll(logged);
            OpenTurn turn = new OpenTurn(logged, kind, answerId, null, 0, null);
            accept(turn);
            return turn;
        });
    }

    /** 1 for the turn that is begun next, and so on; 0 for one that does not wait. */
    int position(OpenTurn turn) {
        return lane(turn).position(turn);
    }

    private void forget(Running work) {
        running.remove(work.turn().begunBy().seq());
        lane(work.turn()).done(work.turn());
        if (running.isEmpty()) {
            setting.pulse().remove(this);
        }
        beginReady();
        tellDrained();
    }

    private void tellDrained() {
        if (closed && running.isEmpty()) {
            drained.tryComplete();
        }
    }

    private Running work(OpenTurn turn) {
        Workplace place = new Workplace(setting, journal.projectId(), audience, lang(turn), this::ended);
        return turn.kind() == TurnKind.ANSWER ? new RunningReply(turn, place) : new GenerationTask(turn, place);
    }

    private Lang lang(OpenTurn turn) {
        return sessions.langOf(Questions.userOf(turn));
    }

    private Lane lane(OpenTurn turn) {
        return turn.kind() == TurnKind.ANSWER ? answers : tasks;
    }

    private static boolean isStale(Throwable failure) {
        return failure instanceof Refused refused && refused.reason() == Refused.Reason.STALE_EPOCH;
    }
}
