package io.parley.launcher;

import io.parley.launcher.config.Words;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells in two lines of a command line that cannot be understood: what is wrong with it, and what may be right. */
final class Misuse implements IParameterExceptionHandler {
    @Override
    public int handleParseException(ParameterException e, String[] args) {
        PrintWriter err = e.getCommandLine().getErr();
        Optional<String> unknown = unknown(e);
        err.println(unknown.map(word -> "unknown command or option: " + word)
                .orElseGet(
                        () -> String.valueOf(e.getMessage()).lines().findFirst().orElse("")));
        err.println(unknown.flatMap(word -> meant(word, e.getCommandLine()))
                .map(near -> "did you mean " + near + "?")
                .orElseGet(() -> "try " + help(e.getCommandLine())));
        return ExitCode.USAGE.number();
    }

    /** Where what was meant is explained; without a command that is {@code run}. */
    private static String help(CommandLine line) {
        return line.getParent() == null
                ? "./launcher --help or ./launcher run --help"
                : "./" + line.getCommandSpec().qualifiedName() + " --help";
    }

    private static Optional<String> unknown(ParameterException e) {
        return e instanceof UnmatchedArgumentException unmatched
                ? unmatched.getUnmatched().stream().findFirst()
                : Optional.empty();
    }

    private static Optional<String> meant(String typed, CommandLine line) {
        if (Part.of(typed).isPresent()) {
            return Optional.of("run " + typed);
        }
        List<String> known = new ArrayList<>(line.getSubcommands().keySet());
        line.getCommandSpec().options().forEach(option -> known.addAll(Arrays.asList(option.names())));
        return Words.nearest(typed.contains("=") ? typed.substring(0, typed.indexOf('=')) : typed, known);
    }
}
