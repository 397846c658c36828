package io.parley.launcher;

import io.parley.launcher.bench.Bench;
import io.parley.launcher.bench.Report;
import io.parley.launcher.bench.Setup;
import io.parley.launcher.bench.Unreachable;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code bench}: measures a gateway that runs. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "Measures a gateway that runs: round trips of chat to ack to reply, and time to first token.",
            "Every connection is a user with a conversation of its own, which stays in the log. What the agent takes is"
                    + " in it: to measure Parley alone, run with --set conversation.agent=echo."
        })
final class BenchCommand implements Callable<Integer> {
    @Option(names = "--url", defaultValue = "ws://127.0.0.1:8080/ws", description = "Default: ${DEFAULT-VALUE}.")
    private String url = "";

    @Option(names = "--connections", paramLabel = "N", defaultValue = "10", description = "Default: ${DEFAULT-VALUE}.")
    private int connections;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            defaultValue = "10s",
            converter = Time.class,
            description = "Such as 500ms, 10s or 2m. Default: ${DEFAULT-VALUE}.")
    private Duration duration = Duration.ZERO;

    @Option(
            names = "--warmup",
            paramLabel = "TIME",
            defaultValue = "2s",
            converter = Time.class,
            description = "Before it measures. Default: ${DEFAULT-VALUE}.")
    private Duration warmup = Duration.ZERO;

    @Option(
            names = "--size",
            paramLabel = "CHARS",
            defaultValue = "100",
            description = "Of one chat. Default: ${DEFAULT-VALUE}.")
    private int size;

    @Option(
            names = "--in-flight",
            paramLabel = "N",
            defaultValue = "1",
            description = "Chats under way at once on each connection. Default: ${DEFAULT-VALUE}.")
    private int inFlight;

    @Option(
            names = "--user-prefix",
            paramLabel = "ID",
            defaultValue = "bench",
            description = "Users are ID-0, ID-1, … Default: ${DEFAULT-VALUE}.")
    private String userPrefix = "";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        Setup setup = setup();
        Vertx vertx = Vertx.vertx();
        try {
            Report report = Bench.run(vertx, setup)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get();
            report.lines().forEach(spec.commandLine().getOut()::println);
            return (report.roundTrips() > 0 ? ExitCode.OK : ExitCode.TEMPORARY).number();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Unreachable nothing) {
                throw new LaunchFailure(ExitCode.TEMPORARY, nothing.reason());
            }
            throw e;
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get();
        }
    }

    private Setup setup() {
        try {
            return new Setup(new URI(url), connections, duration, warmup, size, inFlight, userPrefix);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), wrong.getMessage(), wrong);
        } catch (URISyntaxException wrong) {
            throw new ParameterException(spec.commandLine(), "--url is no address: " + url, wrong);
        }
    }

    /** A time with its unit. */
    static final class Time implements ITypeConverter<Duration> {
        private static final Pattern TIME = Pattern.compile("(\\d{1,6})(ms|s|m)");

        @Override
        public Duration convert(String text) {
            Matcher time = TIME.matcher(text);
            if (!time.matches()) {
                throw new TypeConversionException("'" + text + "' is no time such as 500ms, 10s or 2m");
            }
            long count = Long.parseLong(time.group(1));
            return switch (time.group(2)) {
                case "ms" -> Duration.ofMillis(count);
                case "s" -> Duration.ofSeconds(count);
                default -> Duration.ofMinutes(count);
            };
        }
    }
}
