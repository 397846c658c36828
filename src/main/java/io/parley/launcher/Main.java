package io.parley.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.parley.launcher.config.InvalidConfiguration;
import io.parley.launcher.log.LogForm;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line: runs the command that was typed, and turns failures into lines and exit codes. */
@Command(
        name = "launcher",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description =
                "Real-time AI conversations: gateways for the sockets, conversations for the state, agents for the answers.",
        subcommands = {
            RunCommand.class,
            ClusterCommand.class,
            ChatCommand.class,
            BenchCommand.class,
            MigrateCommand.class,
            TokenCommand.class
        },
        footerHeading =
                "%nWithout a command, run is meant: launcher --port 8082 is launcher run --port 8082.%n"
                        + "launcher test, which the script itself knows, builds and runs all tests; with --faults those that%n"
                        + "kill, freeze and cut nodes and stores, and a table of what held.%n"
                        + "PARLEY_LOG=info in the environment shows more of what happens; also debug, warn, error, json, text.%n",
        exitCodeListHeading = "%nExit codes:%n")
public final class Main {
    private static final Set<String> OWN_OPTIONS = Set.of("-h", "--help", "-V", "--version");

    private Main() {}

    /** Runs {@code args}; the process lives on for as long as a node runs. */
    public static void main(String[] args) {
        EventLoops.prepare();
        PrintWriter err = new PrintWriter(System.err, true, UTF_8);
        int code = prepareLog(err)
                ? execute(new PrintWriter(System.out, true, UTF_8), err, args)
                : ExitCode.CONFIGURATION.number();
        if (code != RunCommand.RUNNING) {
            System.exit(code);
        }
    }

    private static boolean prepareLog(PrintWriter err) {
        Map<String, String> environment = System.getenv();
        try {
            LogForm.of(
                            environment.getOrDefault("PARLEY_LOG", ""),
                            Boolean.getBoolean("parley.terminal"),
                            environment.getOrDefault("NO_COLOR", ""))
                    .apply();
            return true;
        } catch (IllegalArgumentException wrong) {
            err.println(wrong.getMessage());
            return false;
        }
    }

    /** The exit code, or {@link RunCommand#RUNNING}. */
    static int execute(PrintWriter out, PrintWriter err, String... args) {
        CommandLine line = new CommandLine(new Main()).setOut(out).setErr(err);
        line.getCommandSpec()
                .usageMessage()
                .exitCodeList(CommandLine.Model.UsageMessageSpec.keyValuesMap(ExitCode.list()));
        line.setParameterExceptionHandler(new Misuse());
        line.setExecutionExceptionHandler(Main::failed);
        return line.execute(withCommand(args));
    }

    private static String[] withCommand(String[] args) {
        if (args.length > 0 && (!args[0].startsWith("-") || OWN_OPTIONS.contains(args[0]))) {
            return args;
        }
        List<String> all = new ArrayList<>(List.of("run"));
        all.addAll(Arrays.asList(args));
        return all.toArray(String[]::new);
    }

    private static int failed(Exception e, CommandLine line, CommandLine.ParseResult result) {
        PrintWriter err = line.getErr();
        if (e instanceof LaunchFailure failure) {
            err.println(failure.getMessage());
            return failure.exitCode().number();
        }
        if (e instanceof InvalidConfiguration invalid) {
            invalid.lines().forEach(err::println);
            return ExitCode.CONFIGURATION.number();
        }
        err.println("Parley did not foresee this; please report it with what follows.");
        e.printStackTrace(err);
        return ExitCode.UNFORESEEN.number();
    }
}
