package io.parley.conversation;

import io.parley.protocol.ErrorCode;
import io.parley.protocol.Ids;
import io.parley.protocol.Lang;
import io.parley.protocol.Logged;
import io.parley.store.Entry;
import io.parley.store.OpenTurn;
import io.parley.store.StoredEntry;
import io.parley.store.TurnKind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes the turns of one conversation in, lets them begin as there is room, watches them while they run, and ends them. Confined
 * to one context.
 */
final class Turns implements Pulse.Beating, Terminals.Aftermath, Slots.Holder, Beginnings.Host {
    private final Setting setting;
    private final Journal journal;
    private final Audience audience;
    private final Terminals.Owner owner;
    private final OpenTurns all;
    private final Places places;
    private final Terminals terminals;
    private final Questions questions;
    private final Checkpoints checkpoints;
    private final Beginnings beginnings;
    private final Promise<Void> drained = Promise.promise();
    private boolean closed;

    Turns(Setting setting, Journal journal, Audience audience, Terminals.Owner owner) {
        this.setting = setting;
        this.journal = journal;
        this.audience = audience;
        this.owner = owner;
        this.all = new OpenTurns(setting.config().queue(), Slots.on(setting.context(), 1), setting.tasks(), this);
        this.places = new Places(all, audience);
        this.terminals = new Terminals(setting, journal, audience, all, owner, this);
        this.questions = new Questions(journal);
        this.checkpoints = new Checkpoints(journal, setting.config().checkpointIntervalMs(), setting.nanoTime());
        this.beginnings = new Beginnings(setting, journal, all, questions, terminals, this);
    }

    /** To look at; they change here alone. */
    OpenTurns all() {
        return all;
    }

    Questions questions() {
        return questions;
    }

    /** Begins {@code turn} now or in its turn; until then its user is told its place, whenever that changes. */
    void accept(OpenTurn turn) {
        all.add(turn);
        beginReady();
        tellPlaces();
    }

    private void accept(OpenTurn turn, Lane.Room room) {
        room.fill(turn);
        beginReady();
        tellPlaces();
    }

    /** As {@link #accept}, what an earlier owner has left open; where that had not begun it, its user may know it as one that waits. */
    void inherit(OpenTurn turn) {
        if (turn.attempt() == 0) {
            places.inherit(turn);
        }
        accept(turn);
    }

    /** Tells a newcomer what of its user waits, and where. */
    void tellWaiting(Session newcomer) {
        places.tell(newcomer);
    }

    /**
     * Logs {@code message} and the turn that it begins, in a turn of the mailbox. Completes after the commit. {@code lang} is
     * that of whoever asks. Fails with {@link Refusal} BUSY where too many wait.
     */
    Future<OpenTurn> open(Logged message, TurnKind kind, Lang lang) {
        beginReady(); // what may begin by now takes no place of those that wait
        Lane.Room room = all.reserve(kind, Questions.userOf(message));
        return room == null
                ? Refusal.of(ErrorCode.BUSY).future()
                : open(message, kind, lang, room).onFailure(failure -> room.giveBack());
    }

    private Future<OpenTurn> open(Logged message, TurnKind kind, Lang lang, Lane.Room room) {
        Entry.NewTurn begins = new Entry.NewTurn(kind, Ids.next(), lang.tag());
        return journal.append(beginning(message, begins)).map(logged -> {
            audience.toAll(logged);
            OpenTurn turn = opened(logged, begins);
            accept(turn, room);
            return turn;
        });
    }

    private static Entry beginning(Logged message, Entry.NewTurn begins) {
        ClientKey key = ClientKey.of(message);
        return new Entry(message, key == null ? null : key.userId(), key == null ? null : key.clientId(), null, begins);
    }

    private static OpenTurn opened(Logged begunBy, Entry.NewTurn begins) {
        return new OpenTurn(begunBy, begins.kind(), begins.answerId(), begins.lang(), 0, null);
    }

    /** Ends an open turn {@code how}, in a turn of the mailbox. Completes with its terminal entry, after the commit. */
    Future<Logged> end(OpenTurn turn, Ending how) {
        Running running = all.running(turn.begunBy().seq());
        Running work = running == null ? work(turn) : running;
        work.end(how);
        return terminals.log(work);
    }

    /** Ends all open answers for a new question, which keep their text: what waits first, so that nothing is begun meanwhile. */
    Future<Void> stopAnswers() {
        Future<Void> stopped = Future.succeededFuture();
        for (OpenTurn turn : all.answers()) {
            stopped = stopped.compose(before -> end(turn, Ending.superseded()).mapEmpty());
        }
        return stopped;
    }

    /** The log has this entry by another way than {@link #end}. */
    void endedBy(StoredEntry terminal) {
        terminals.endedBy(terminal);
    }

    /** Begins nothing more. Completes when nothing runs; what waits stays open in the log. */
    Future<Void> drain() {
        closed = true;
        tellDrained();
        return drained.future();
    }

    /** Ends all that runs as interrupted. */
    void interruptAll() {
        for (Running work : all.running()) {
            work.end(Ending.interrupted(lang(work.turn())));
            terminals.ended(work);
        }
    }

    /** Stops all at once and logs nothing: somebody else owns the conversation. */
    void abandon() {
        closed = true;
        all.running().forEach(work -> work.end(Ending.dropped()));
        all.stop();
        setting.pulse().remove(this);
        tellDrained();
    }

    @Override
    public void beat(long nowNanos) {
        List<Running> running = all.running();
        running.forEach(work -> work.safely(() -> work.checkTime(nowNanos)));
        checkpoints.beat(nowNanos, running);
    }

    @Override
    public @Nullable Entry announced(Running work) {
        Attempt.Announced announced = work.attempt().announced(this::announcedTask);
        return announced == null ? null : announced.entry();
    }

    @Override
    public void after(Running work, @Nullable Logged task) {
        Attempt.Announced announced = work.attempt().announced(this::announcedTask);
        if (announced == null && work.attempt().announces() != null) {
            refuseTask(work.turn());
        } else if (announced != null && announced.entry().begins() != null && task != null) {
            accept(opened(task, announced.entry().begins()), announced.room());
        }
        done(work);
    }

    @Override
    public void done(Running work) {
        all.done(work);
        Attempt.Announced announced = work.attempt().announced();
        if (announced != null) {
            announced.room().giveBack();
        }
        if (all.isQuiet()) {
            setting.pulse().remove(this);
        }
        tellDrained();
    }

    /** Null where there is no room for it. */
    private Attempt.@Nullable Announced announcedTask(OpenTurn asked, JsonObject args) {
        String userId = Questions.userOf(asked.begunBy());
        Entry.NewTurn begins = new Entry.NewTurn(TurnKind.TASK, Ids.next(), asked.lang());
        Entry task = beginning(Drafts.task(journal.projectId(), userId, args, lang(asked)), begins);
        Lane.Room room = all.reserve(TurnKind.TASK, userId); // last, so that nothing fails while it is held
        return room == null ? null : new Attempt.Announced(task, room);
    }

    /** The answer stands, and its asker hears that what it announced does not come. */
    private void refuseTask(OpenTurn asked) {
        Refusal busy = Refusal.of(ErrorCode.BUSY);
        audience.toUser(Questions.userOf(asked.begunBy()), Failures.told(busy, journal.projectId(), null, lang(asked)));
    }

    @Override
    public void beginReady() {
        if (closed) {
            return;
        }
        for (OpenTurn turn = all.next(); turn != null; turn = all.next()) {
            begin(turn);
        }
    }

    @Override
    public void tellPlaces() {
        places.tell();
    }

    private void begin(OpenTurn turn) {
        setting.pulse().add(this);
        beginnings.begin(turn);
    }

    @Override
    public Running work(OpenTurn turn) {
        Workplace place = new Workplace(setting, journal.projectId(), audience, lang(turn), beginnings::ended);
        Running work = turn.kind() == TurnKind.ANSWER
                ? new RunningReply(turn, place)
                : new GenerationTask(turn, place, places.isTold(turn));
        all.run(work);
        return work;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void lost() {
        owner.lost();
    }

    private void tellDrained() {
        if (closed && all.isQuiet()) {
            drained.tryComplete();
        }
    }

    private static Lang lang(OpenTurn turn) {
        return Lang.of(turn.lang());
    }
}
