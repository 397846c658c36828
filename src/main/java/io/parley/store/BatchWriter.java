package io.parley.store;

import io.parley.ops.EventLog;
import io.parley.ops.InTime;
import io.vertx.core.Future;
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
    private final LastEnds lastEnds = new LastEnds();
    private boolean failing; // so that an outage is two lines in the log, not one for each batch

    /** {@code tails} hears of what was committed. */
    BatchWriter(Loop loop, Database database, Tails tails) {
        this.loop = loop;
        this.database = database;
        this.tails = tails;
    }

    /** Completes, always well, when each of {@code batch} has been told. */
    Future<Void> write(List<Write> batch) {
        long deadline = deadline(batch);
        return attempt(batch, deadline, BatchTransaction::hopefully)
                .recover(failure -> again(batch, deadline, failure, this::carefully))
                .recover(failure -> again(batch, deadline, failure, this::oneByOne))
                .recover(failure -> {
                    failed(batch, failure);
                    return Future.succeededFuture();
                });
    }

    /** Whoever waits longest waits no longer than the time-out; but a batch gets a second at least. */
    private long deadline(List<Write> batch) {
        long oldest = batch.get(0).sinceNanos() + database.timeout().toNanos();
        long least =
                System.nanoTime() + Math.min(LEAST_NANOS, database.timeout().toNanos());
        return oldest - least > 0 ? oldest : least;
    }

    private interface Try {
        Future<Void> of(List<Write> batch, long deadline);
    }

    private Future<Void> again(List<Write> batch, long deadline, Throwable failure, Try next) {
        if (isHopeless(failure)) {
            return Future.failedFuture(failure);
        }
        LOG.debug("batch_tried_again").setCause(failure).log("a batch of {} is written again", batch.size());
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return database.beforeAnotherTry(cause)
                .otherwiseEmpty() // what fails for good may be one entry's fault
                .compose(ready -> next.of(batch, deadline));
    }

    private Future<Void> carefully(List<Write> batch, long deadline) {
        return attempt(batch, deadline, BatchTransaction::carefully);
    }

    private Future<Void> oneByOne(List<Write> batch, long deadline) {
        return alone(batch.iterator(), deadline);
    }

    private Future<Void> alone(Iterator<Write> left, long deadline) {
        if (!left.hasNext()) {
            return Future.succeededFuture();
        }
        List<Write> one = List.of(left.next());
        return carefully(one, deadline)
                .recover(failure -> {
                    failed(one, failure);
                    return Future.succeededFuture();
                })
                .compose(told -> alone(left, deadline));
    }

    private Future<Void> attempt(
            List<Write> batch, long deadline, Function<BatchTransaction, Future<Plan>> transaction) {
        long leftMs = (deadline - System.nanoTime()) / 1_000_000;
        return database.transaction(
                        leftMs, connection -> transaction.apply(new BatchTransaction(connection, batch, lastEnds)))
                .recover(failure -> {
                    batch.forEach(write -> lastEnds.forget(write.projectId()));
                    return Future.failedFuture(failure);
                })
                .map(plan -> {
                    committed(plan);
                    return null;
                });
    }

    private void committed(Plan plan) {
        if (failing) {
            LOG.info("log_written_again").log("the log takes entries again");
        }
        failing = false;
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

    private void failed(List<Write> batch, Throwable failure) {
        if (failure.getCause() instanceof InTime.StoodStill) {
            LOG.warn("batch_not_written")
                    .log("this node stood still while the log was written: {}", failure.getMessage());
        } else {
            if (!failing) {
                LOG.error("log_not_written").setCause(failure).log("the log takes no entries");
            }
            failing = true;
        }
        batch.forEach(write -> loop.later(() -> write.done().fail(failure)));
    }

    /** Whether another try at once would end in the same way. */
    private static boolean isHopeless(Throwable failure) {
        return failure.getCause() instanceof TimeoutException
                || (failure.getCause() instanceof Unusable unusable && !unusable.isBusy());
    }
}
