package io.parley.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.FreePorts;
import io.parley.faults.proxy.ChaosProxy;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    void lineThatSaysNothingIsNotSentAndNoMistake() throws Exception {
        try (var node = node("echo");
                var chat = chat(port(node))) {
            chat.line(CONNECTED);
            chat.type("one");
            chat.type("");
            chat.type(" \t");
            chat.type("two");
            chat.line("assistant: two");
            chat.endInput();

            assertThat(chat.exitCode()).isZero();
            assertThat(chat.seen()).noneMatch(line -> line.contains("not sent"));
        }
    }

    @Test
    void taskThatAnAnswerBeginsIsWaitedFor() throws Exception {
        try (var node = node("demo");
                var chat = chat(port(node))) {
            chat.line(CONNECTED);
            chat.type("Generate a picture of bees");
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
    void whatTheAgentOffersIsChosenByItsNumber() throws Exception {
        try (var node = node("demo");
                var chat = chat(port(node))) {
            chat.line(CONNECTED);
            chat.type("Show me buttons");
            chat.line(" {2}\\[1\\] Draw a fox");
            chat.line("\\[/choose 1 takes the first\\]");
            chat.type("/choose 1");
            chat.line("alice: Draw a fox \\[.*\\]");
            chat.type("/choose 7");
            chat.line("nothing is offered under 7");
            chat.line("result: .*");
            chat.endInput();

            assertThat(chat.exitCode()).isZero();
        }
    }

    @Test
    void whereTokensAreWantedOneSaysWhoTypes() throws Exception {
        StringWriter token = new StringWriter();
        PrintWriter out = new PrintWriter(token, true);
        String secret = "gateway.identity.jwt.secret=" + "s".repeat(32);
        assertThat(Main.execute(out, out, "token", "--user", "carol", "--set", secret))
                .isZero();
        try (var node = node("echo", "--set", "gateway.identity.mode=jwt", "--set", secret)) {
            String url = "ws://127.0.0.1:" + port(node) + "/ws";
            try (var chat = ChildProcess.start(
                            folder, Map.of("PARLEY_TOKEN", token.toString().strip()), "chat", "--url", url);
                    var refused = ChildProcess.start(folder, "chat", "--url", url, "--token", "a.b.c")) {
                chat.line(CONNECTED);
                chat.type("你好 👋");
                chat.line("carol: 你好 👋");
                refused.line(".*the server refuses with HTTP 401.*");

                assertThat(refused.exitCode()).isEqualTo(ExitCode.TEMPORARY.number());
                assertThat(refused.seen()).hasSize(1);
            }
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
        "--token, a b, the token must be",
        "--project, ä, --project must be",
        "--lang, fr, '--lang must be en or zh-CN, not fr'"
    })
    void wrongOptionIsTwoLinesAndNothingIsConnected(String option, String value, String said) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();

        int code = Main.execute(new PrintWriter(out, true), new PrintWriter(err, true), "chat", option, value);

        assertThat(code).isEqualTo(ExitCode.USAGE.number());
        assertThat(err.toString().lines()).hasSize(2).first().asString().contains(said);
        assertThat(err.toString()).contains("try ./launcher chat --help");
        assertThat(out).hasToString("");
    }

    private ChildProcess node(String agent, String... options) throws IOException {
        String data = "--data-dir=" + folder.resolve("data");
        List<String> command = new ArrayList<>(
                List.of("run", "--port=0", "--ops-port=0", data, "--set", "conversation.agent=" + agent));
        command.addAll(List.of(options));
        return ChildProcess.start(folder, command.toArray(String[]::new));
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
