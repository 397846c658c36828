package io.parley.launcher;

/** Something foreseeable that keeps a command from its work; the message is all that the user is shown. */
final class LaunchFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;

    LaunchFailure(ExitCode exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    ExitCode exitCode() {
        return exitCode;
    }
}
