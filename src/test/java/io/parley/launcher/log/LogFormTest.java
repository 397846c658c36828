package io.parley.launcher.log;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real process writes. */
class LogFormTest {
    private final Path folder;

    LogFormTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void awayFromATerminalEachEventIsOneLineOfJsonWithItsFields() throws Exception {
        List<JsonObject> lines = logged("", false).stream().map(JsonObject::new).toList();

        assertThat(lines)
                .extracting(line -> line.getString("event"))
                .containsExactly("connection_established", "slow_consumer", "store_lost", "log");
        JsonObject connected = lines.get(0);
        assertThat(Instant.parse(connected.getString("timestamp"))).isBefore(Instant.now());
        assertThat(connected.getString("level")).isEqualTo("INFO");
        assertThat(connected.getString("service")).isEqualTo("websocket_gateway");
        assertThat(connected.getString("message")).isEqualTo("connected");
        assertThat(connected.getString("logger")).isEqualTo(TalkativeMain.class.getName());
        assertThat(connected.getString("connection_id")).isEqualTo("c1");
        assertThat(connected.getString("user_id")).isEqualTo("evil\n{\"level\":\"ERROR\"}\u001b[2J\u009b2J");
        assertThat(connected.getJsonArray("failing")).isEqualTo(new JsonArray().add("gateway"));
        assertThat(connected.getLong("nanos")).isEqualTo(42);
        assertThat(lines.get(2).getString("stack_trace")).contains("IllegalStateException: first\nsecond");
    }

    @Test
    void aLineOfALibraryHasTheFieldsToo() throws Exception {
        JsonObject line = new JsonObject(logged("", false).get(3));

        assertThat(line.getString("service")).isEqualTo("parley");
        assertThat(line.getString("event")).isEqualTo("log");
        assertThat(line.getString("message")).isEqualTo("of interest");
    }

    @Test
    void noFieldWritesControlCharacters() throws Exception {
        for (String form : List.of("json,info", "text,info")) {
            assertThat(String.join("", logged(form, false))).doesNotContainPattern("[\\p{Cntrl}\\x80-\\x9f&&[^\\t]]");
        }
    }

    @Test
    void onATerminalOnlyWhatNeedsAttentionShowsInColour() throws Exception {
        List<String> lines = logged("", true);

        assertThat(lines.get(0))
                .matches("[0-9:.]{12} \u001b\\[33mWARN  \u001b\\[0mslow_consumer: falls behind project_id=p1");
        assertThat(lines.get(1)).matches("[0-9:.]{12} \u001b\\[31mERROR \u001b\\[0mstore_lost: gone");
        assertThat(lines.get(2)).isEqualTo("java.lang.IllegalStateException: first");
        assertThat(lines.get(lines.size() - 1)).endsWith("Chatter: of interest");
    }

    @Test
    void moreShowsWhenAskedFor() throws Exception {
        assertThat(logged("debug,text", false)).anyMatch(line -> line.endsWith("detail: for whoever searches"));
        assertThat(logged("debug", true)).anyMatch(line -> line.endsWith("Chatter: of no interest"));
    }

    @Test
    void anUnknownWordIsRefused() {
        assertThatThrownBy(() -> LogForm.of("info,loud", true, ""))
                .hasMessage("PARLEY_LOG: expected debug, info, warn or error, and json or text, not loud");
    }

    @Test
    void noColorIsRespected() {
        assertThat(LogForm.of("", true, "1").colour()).isFalse();
        assertThat(LogForm.of(" info , json ", true, "")).isEqualTo(new LogForm(true, "INFO", true));
    }

    private List<String> logged(String words, boolean terminal) throws IOException, InterruptedException {
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        TalkativeMain.class.getName(),
                        words,
                        String.valueOf(terminal))
                .redirectError(log.toFile())
                .start();
        assertThat(process.waitFor(30, SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        return Files.readAllLines(log, StandardCharsets.UTF_8);
    }
}
