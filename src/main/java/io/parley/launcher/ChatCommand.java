package io.parley.launcher;

import io.parley.client.ConnectOptions;
import io.parley.launcher.chat.Chat;
import io.parley.protocol.Ids;
import io.parley.protocol.Lang;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code chat}: talks to a gateway from a terminal, or from a script through a pipe. */
@Command(
        name = "chat",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "Talks to a gateway that runs: streams answers, comes back when the connection is lost, and sends again what was not"
                    + " acknowledged. /help says what can be typed.",
            "From a pipe each line is a message, and it ends when all have been answered: echo hello | ./launcher chat"
        })
final class ChatCommand implements Callable<Integer> {
    /** So many typed lines may wait for their answer; then no more are read. */
    private static final int UNANSWERED = 64;

    @Option(names = "--url", defaultValue = "ws://127.0.0.1:8080/ws", description = "Default: ${DEFAULT-VALUE}.")
    private String url = "";

    @Option(names = "--user", paramLabel = "ID", description = "Who you are. Default: your name on this machine.")
    private @Nullable String user;

    @Option(
            names = "--token",
            description =
                    "Says who you are instead, where the gateway wants tokens, as launcher token makes them. Default: PARLEY_TOKEN in"
                            + " the environment, where others cannot read it.")
    private @Nullable String token = System.getenv("PARLEY_TOKEN");

    @Option(
            names = "--project",
            paramLabel = "ID",
            defaultValue = "demo",
            description = "The conversation. Default: ${DEFAULT-VALUE}.")
    private String project = "";

    @Option(
            names = "--lang",
            paramLabel = "TAG",
            description = "en or zh-CN: what the server itself says. Default: the server's.")
    private @Nullable String lang;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        ConnectOptions options = options();
        boolean terminal = Boolean.getBoolean("parley.typing"); // as the script that starts this finds out
        boolean colours = terminal && System.getenv("NO_COLOR") == null;
        Vertx vertx = Vertx.vertx();
        try {
            Chat chat = Chat.open(vertx, options, spec.commandLine().getOut(), terminal, colours);
            Thread reader = new Thread(() -> read(chat, terminal), "parley-stdin");
            reader.setDaemon(true);
            reader.start();
            Chat.Ending ending =
                    chat.ended().toCompletionStage().toCompletableFuture().get();
            if (!ending.wanted()) {
                throw new LaunchFailure(ExitCode.TEMPORARY, url + ": " + ending.reason());
            }
            return ExitCode.OK.number();
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get();
        }
    }

    /** Where somebody types, the end of the input is the wish to leave; a pipe waits for its answers. */
    private void read(Chat chat, boolean terminal) {
        Semaphore free = new Semaphore(UNANSWERED);
        try (var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                free.acquireUninterruptibly();
                chat.typed(line).onComplete(taken -> free.release());
            }
        } catch (IOException broken) {
            spec.commandLine().getErr().println("standard input broke: " + broken.getMessage());
        }
        if (terminal) {
            chat.typed("/quit");
        } else {
            chat.end();
        }
    }

    private ConnectOptions options() {
        if (user != null && token != null) {
            throw wrong(
                    "--user and a token (--token, PARLEY_TOKEN) cannot be given both: who you are is what the token says");
        }
        String name = user != null ? user : System.getProperty("user.name", "");
        requireId("--project", project);
        if (token == null) {
            requireId("--user", name);
        }
        if (lang != null && !Lang.isSpoken(lang)) {
            throw wrong("--lang must be en or zh-CN, not " + lang);
        }
        try {
            return ConnectOptions.to(new URI(url), project)
                    .withUser(token == null ? name : null)
                    .withToken(token)
                    .withLang(lang);
        } catch (IllegalArgumentException wrong) {
            throw wrong(wrong.getMessage());
        } catch (URISyntaxException wrong) {
            throw wrong("--url is no address: " + url);
        }
    }

    private void requireId(String option, String id) {
        if (!Ids.isValid(id)) {
            throw wrong(option + " must be 1 to 128 letters, digits or . _ : @ | ~ -");
        }
    }

    private ParameterException wrong(@Nullable String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
