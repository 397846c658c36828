package io.parley.launcher;

import io.parley.store.Logs;
import io.parley.store.StoreConfig;
import io.parley.store.StoreFailure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code migrate}: brings the tables of the log up to date, or prints how. */
@Command(
        name = "migrate",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "Makes the tables of the log that the configuration names, or brings them up to date.",
            "For a database whose user may not do that when the nodes start: run it as one who may, and let the nodes have"
                    + " store.migrate=validate."
        })
final class MigrateCommand implements Callable<Integer> {
    @Mixin
    private RunOptions options = new RunOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--print",
            description = "Only print all of the SQL. Where somebody else runs it, the nodes need store.migrate=off.")
    private boolean print;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        if (print) {
            out.print(Logs.schema());
            out.flush();
        } else {
            StoreConfig store = StoreConfig.of(options.plan().section("store"));
            if (store.kind() == StoreConfig.Kind.MEMORY) {
                throw new LaunchFailure(
                        ExitCode.CONFIGURATION, "store.kind is memory, which has no tables; nothing is to be migrated");
            }
            migrate(store);
            out.println("The tables of the log are up to date.");
        }
        return ExitCode.OK.number();
    }

    private static void migrate(StoreConfig config) {
        Vertx vertx = Vertx.vertx();
        try {
            finished(Logs.open(vertx, config.migrating()).compose(log -> log.close()));
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof StoreFailure told) {
                throw new LaunchFailure(ExitCode.TEMPORARY, String.valueOf(told.getMessage()));
            }
            throw failure;
        } finally {
            finished(vertx.close());
        }
    }

    private static void finished(Future<?> future) {
        future.toCompletionStage().toCompletableFuture().join();
    }
}
