package io.parley.store;

import io.parley.ops.EventLog;
import io.parley.ops.EventLog.Field;
import io.parley.ops.InTime;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Writes one batch and tells each write how it ended: at first all together and trusting that no name is taken; after an
 * error all together once more, having looked; after a second one by one, so that one alone fails. All tries share one
 * time-out. Confined to one loop.
 */
final class BatchWriter {
    private static final EventLog LOG = EventLog.of(BatchWriter.class, EventLog.PARLEY);
    private static final long LEAST_NANOS = 1_000_000_000L;

    private final Loop loop;
    private final Database database;
    private final Tails tails;
    private final Takes takes;
    private final LastEnds lastEnds = new LastEnds();

    /** {@code tails} hears of what was committed, and {@code takes} of that, and of what was not. */
    BatchWriter(Loop loop, Database database, Tails tails, Takes takes) {
        this.loop = loop;
        this.database = database;
        this.tails = tails;
        this.takes = takes;
    }

    /**
     * Completes, always well, when each of {@code batch} has been told, but those it completes with, in their order: somebody
     * else holds their conversations. It does not wait for these.
     */
    Future<List<Write>> write(List<Write> batch) {
        Round round = new Round(deadline(batch), database.dialect().apart() == 0);
        return round.write(batch).map(round.locked);
    }

    /** The same for a batch of one conversation, which it waits for where somebody else holds it. */
    Future<Void> writeApart(List<Write> batch) {
        return new Round(deadline(batch), true).write(batch);
    }

    /** Whoever waits longest waits no longer than the time-out; but a batch gets a second at least. */
    private long deadline(List<Write> batch) {
        long oldest = batch.get(0).sinceNanos() + database.timeout().toNanos();
        long least =
                System.nanoTime() + Math.min(LEAST_NANOS, database.timeout().toNanos());
        return oldest - least > 0 ? oldest : least;
    }

    private interface Try {
        Future<Void> of(List<Write> batch);
    }

    /** All tries of one batch. */
    private final class Round {
        private final long deadline;
        private final boolean patient;
        private final List<Write> locked = new ArrayList<>();
        private final List<Throwable> unwritten = new ArrayList<>();
        private boolean wrote;
        private long leftMs;

        private Round(long deadline, boolean patient) {
            this.deadline = deadline;
            this.patient = patient;
        }

        Future<Void> write(List<Write> batch) {
            return attempt(batch, BatchTransaction::hopefully)
                    .recover(failure -> again(batch, failure, this::carefully))
                    .recover(failure -> isLocked(failure)
                            ? Future.failedFuture(failure) // what is still locked is so for each
                            : again(batch, failure, this::oneByOne))
                    .recover(failure -> {
                        failed(batch, failure);
                        return Future.succeededFuture();
                    });
        }

        private Future<Void> again(List<Write> batch, Throwable failure, Try next) {
            if (isHopeless(failure)) {
                return Future.failedFuture(failure);
            }
            LOG.debug("batch_tried_again").setCause(failure).log("a batch of {} is written again", batch.size());
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            return database.beforeAnotherTry(cause)
                    .otherwiseEmpty() // what fails for good may be one entry's fault
                    .compose(ready -> next.of(batch));
        }

        private Future<Void> carefully(List<Write> batch) {
            return attempt(batch, BatchTransaction::carefully);
        }

        private Future<Void> oneByOne(List<Write> batch) {
            return alone(batch.iterator()).onSuccess(tried -> unwritten.forEach(failure -> notWritten(failure, wrote)));
        }

        private Future<Void> alone(Iterator<Write> left) {
            if (!left.hasNext()) {
                return Future.succeededFuture();
            }
            return alone(left.next()).compose(told -> alone(left));
        }

        /** What follows a write that somebody else holds up does not overtake it. */
        private Future<Void> alone(Write write) {
            if (locked.stream().anyMatch(one -> one.projectId().equals(write.projectId()))) {
                locked.add(write);
                return Future.succeededFuture();
            }
            List<Write> one = List.of(write);
            return carefully(one).recover(failure -> {
                if (isLocked(failure)) {
                    failed(one, failure);
                } else {
                    unwritten.add(failure); // judged when all were tried
                    fail(one, failure);
                }
                return Future.succeededFuture();
            });
        }

        private Future<Void> attempt(List<Write> batch, Function<BatchTransaction, Future<Plan>> transaction) {
            leftMs = (deadline - System.nanoTime()) / 1_000_000;
            return database.transaction(
                            leftMs,
                            connection -> transaction.apply(new BatchTransaction(connection, batch, lastEnds, patient)))
                    .recover(failure -> {
                        batch.forEach(write -> lastEnds.forget(write.projectId()));
                        return Future.failedFuture(failure);
                    })
                    .map(plan -> {
                        committed(plan);
                        wrote |= !plan.entries().isEmpty();
                        locked.addAll(patient ? List.of() : plan.without(batch));
                        return null;
                    });
        }

        /** Whether this is one conversation that somebody else has held for long, or until no time was left to wait for it. */
        private boolean isLocked(Throwable failure) {
            Throwable cause = failure.getCause();
            return patient && cause != null && (database.dialect().isLocked(cause) || isCutShort(cause));
        }

        /** That says nothing of the log. */
        private boolean isCutShort(Throwable cause) {
            return database.dialect().apart() > 0
                    && leftMs < Database.WAIT_FOR_LOCK_MS
                    && cause instanceof TimeoutException
                    && !(cause instanceof InTime.StoodStill);
        }

        private void failed(List<Write> batch, Throwable failure) {
            if (isLocked(failure)) {
                LOG.warn("conversation_locked")
                        .addKeyValue(Field.PROJECT_ID, batch.get(0).projectId())
                        .log(
                                "somebody else holds a conversation in the database; {} writes to it are refused",
                                batch.size());
            } else {
                notWritten(failure, wrote);
            }
            fail(batch, failure);
        }

        private void fail(List<Write> batch, Throwable failure) {
            batch.forEach(write -> loop.later(() -> write.done().fail(failure)));
        }
    }

    private void committed(Plan plan) {
        if (!plan.entries().isEmpty()) {
            takes.written();
        }
        lastEnds.committed(plan);
        plan.results().forEach(result -> loop.later(() -> tell(result)));
        loop.later(() -> tails.wrote(plan.entries())); // behind those who wait for the commit
    }

    private static void tell(Plan.Result result) {
        if (result.refused() == null) {
            result.write().done().complete(result.seq());
        } else {
            result.write().done().fail(new Refused(result.refused()));
        }
    }

    /** {@code others}: whether entries beside it were written. */
    private void notWritten(Throwable failure, boolean others) {
        if (failure.getCause() instanceof InTime.StoodStill) {
            LOG.warn("batch_not_written")
                    .log("this node stood still while the log was written: {}", failure.getMessage());
            return;
        }
        if (others || Dialect.isOfWhatWasWritten(failure)) {
            LOG.error("entry_not_written").setCause(failure).log("the log does not take an entry as it is");
            return;
        }
        takes.failed(failure);
    }

    /** Whether another try at once would end in the same way. */
    private static boolean isHopeless(Throwable failure) {
        return failure.getCause() instanceof TimeoutException
                || (failure.getCause() instanceof Unusable unusable && !unusable.isBusy());
    }
}
