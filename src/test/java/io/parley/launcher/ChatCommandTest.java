package io.parley.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.FreePorts;
import io.parley.faults.proxy.ChaosProxy;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The terminal client, as a process that talks to a node that is another. */
class ChatCommandTest {
    private static final String CONNECTED = "\\[connected;.*";

    private final Path folder;

    ChatCommandTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void linesOfAPipeAreAnsweredAndItEnds() throws Exception {
        try (var node = node("echo");
                var chat = chat(port(node))) {
            chat.line(CONNECTED);
            chat.type("你好 👋");
            chat.line("alice: 你好 👋");
            chat.line("assistant: 你好 👋");
            chat.type("/generate a picture");
            chat.type("/nonsense");
            chat.line("there is no /nonsense.*");
            chat.line("\\[task\\] 100 % echo.*");
            chat.endInput();
            chat.line("result: .*");

            assertThat(chat.exitCode()).isZero();
        }
    }

    @Test
    void historyIsShownToWhoComesBackAndStopEndsAnAnswer() throws Exception {
        try (var node = node("demo")) {
            int port = port(node);
            try (var chat = chat(port)) {
                chat.line(CONNECTED);
                chat.type("Write a story of 20000 words");
                chat.line("assistant: .*");
                chat.type("/stop");
                chat.line("\\[stopped\\]");
                chat.type("/quit");
                assertThat(chat.exitCode()).isZero();
            }
            try (var chat = chat(port)) {
                chat.line("alice: Write a story of 20000 words");
                chat.line("\\[stopped\\]");
            }
        }
    }

    @Test
    void connectionThatIsLostComesBackAndWhatWasTypedMeanwhileIsSent() throws Exception {
        try (var node = node("echo");
                var proxy = ChaosProxy.to(port(node));
                var chat = chat(proxy.port())) {
            chat.line(CONNECTED);
            proxy.refuse(true);
            proxy.resetAll();
            chat.line("\\[connection lost: .*");
            chat.type("typed while away");
            proxy.refuse(false);

            chat.line("\\[connected again\\]");
            chat.line("alice: typed while away");
            chat.line("assistant: typed while away");
            chat.endInput();
            assertThat(chat.exitCode()).isZero();
        }
    }

    @Test
    void gatewayThatIsNotThereIsOneLine() throws Exception {
        try (var chat = chat(FreePorts.one())) {
            chat.line("ws://127.0.0.1:[0-9]+/ws: .*[Cc]onnection refused.*");

            assertThat(chat.exitCode()).isEqualTo(ExitCode.TEMPORARY.number());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "--url, http://localhost:8080, ws://",
        "--url, ws://a b, --url is no address",
        "--user, a b, --user must be",
        "--project, ä, --project must be"
    })
    void wrongOptionIsTwoLinesAndNothingIsConnected(String option, String value, String said) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();

        int code = Main.execute(new PrintWriter(out, true), new PrintWriter(err, true), "chat", option, value);

        assertThat(code).isEqualTo(ExitCode.USAGE.number());
        assertThat(err.toString().lines()).hasSize(2).first().asString().contains(said);
        assertThat(out).hasToString("");
    }

    private ChildProcess node(String agent) throws IOException {
        return ChildProcess.start(
                folder,
                "run",
                "--port=0",
                "--ops-port=0",
                "--data-dir=" + folder.resolve("data"),
                "--set",
                "conversation.agent=" + agent);
    }

    private static int port(ChildProcess node) throws InterruptedException {
        String url = node.line(".*http://localhost:[1-9][0-9]*");
        return Integer.parseInt(url.substring(url.lastIndexOf(':') + 1));
    }

    private ChildProcess chat(int port) throws IOException {
        return ChildProcess.start(
                folder,
                Map.of("PARLEY_LOG", "warn,text"),
                "chat",
                "--url",
                "ws://127.0.0.1:" + port + "/ws",
                "--user",
                "alice");
    }
}
