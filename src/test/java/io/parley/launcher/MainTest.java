package io.parley.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
    private static final String MINE = "{\"mine\": {\"class\": \"io.parley.launcher.ListeningVerticle\","
            + " \"deploymentOptions\": {\"instances\": 2}, \"config\": {\"port\": 1, \"api_key\": \"hidden\"}}}";

    private final Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    MainTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void helpTellsTheExitCodes() {
        assertThat(execute("--help")).isZero();

        for (ExitCode code : ExitCode.values()) {
            assertThat(out.toString()).containsPattern("(?m)^ +" + code.number() + " +\\S");
        }
    }

    @Test
    void versionIsThatOfTheBuild() {
        assertThat(execute("--version")).isZero();

        assertThat(out.toString()).matches("Parley [0-9]+\\.[0-9]+\\.[0-9]+.*\\R");
    }

    @Test
    void anUnknownOptionIsTwoLinesWithTheNearestOne() {
        assertThat(execute("--prot", "8082")).isEqualTo(ExitCode.USAGE.number());

        assertThat(err).hasToString("unknown command or option: --prot\ndid you mean --port?\n");
    }

    @Test
    void anUnknownCommandIsTwoLinesWithTheNearestOne() {
        assertThat(execute("rnu")).isEqualTo(ExitCode.USAGE.number());

        assertThat(err).hasToString("unknown command or option: rnu\ndid you mean run?\n");
    }

    @Test
    void aVerticleWithoutRunBeforeItIsToldToHaveIt() {
        assertThat(execute("gateway")).isEqualTo(ExitCode.USAGE.number());

        assertThat(err).hasToString("unknown command or option: gateway\ndid you mean run gateway?\n");
    }

    @Test
    void anOptionWithoutItsValueIsTwoLines() {
        assertThat(execute("--port")).isEqualTo(ExitCode.USAGE.number());

        assertThat(err.toString().lines()).hasSize(2).first().asString().contains("--port");
    }

    @Test
    void aFileThatIsNamedButAbsentIsAnError() {
        assertThat(execute("run", "--config", "conf/none.json")).isEqualTo(ExitCode.USAGE.number());

        assertThat(err).hasToString("no file conf/none.json\n");
    }

    @Test
    void errorsOfTheConfigurationAreToldWithoutStackTrace() throws IOException {
        Path config = file("x.json", "{\n  \"gateway\": {\"port\": \"x\"}}");

        assertThat(execute("--config", config.toString(), "--ops-port", "y", "--verticles", mine()))
                .isEqualTo(ExitCode.CONFIGURATION.number());

        assertThat(err)
                .hasToString("--ops-port y: /console/port: expected integer, found string \"y\"\n" + config
                        + ":2:15: /gateway/port: expected integer, found string \"x\"\n");
    }

    @Test
    void aVerticleThatIsNotInTheFileIsAnErrorWithTheNearestOne() throws IOException {
        assertThat(execute("run", "mnie", "--verticles", mine())).isEqualTo(ExitCode.USAGE.number());

        assertThat(err).hasToString("no verticle \"mnie\" in verticles.json; did you mean \"mine\"?\n");
    }

    @Test
    void aClassThatIsNoVerticleIsToldWithItsPlace() throws IOException {
        Path file = file("v.json", """
                {"a": {"class": "java.lang.String"},
                 "b": {"class": "gatewya"}}""");

        assertThat(execute("--verticles", file.toString())).isEqualTo(ExitCode.CONFIGURATION.number());

        assertThat(err)
                .hasToString(file + ":1:8: /a/class: java.lang.String is no verticle: it does not extend VerticleBase\n"
                        + file + ":2:8: /b/class: no class gatewya on the class path; did you mean \"gateway\"?\n");
    }

    @Test
    void aDryRunPrintsThePlanWithoutSecretsAndStartsNothing() throws IOException {
        assertThat(execute("--dry-run", "--verticles", mine(), "--data-dir", "/srv/x"))
                .isZero();

        assertThat(out.toString())
                .contains("mine ×2", "\"data_dir\" : \"/srv/x\"", "\"instances\" : 2", "\"api_key\" : \"***\"")
                .doesNotContain("hidden", "ready");
    }

    @Test
    void aDryRunOfWhatIsShippedShowsAllPartsWithWhatTheyGet() {
        assertThat(execute("--dry-run", "--port", "7")).isZero();

        assertThat(out.toString())
                .contains("conversation ×1, gateway ×1, console ×1", "\"port\" : 7", "\"kind\" : \"h2\"")
                .contains("/data/parley\"");
    }

    @Test
    void aRunOfSomeVerticlesTakesTheConsoleAlongAndLeavesTheRest() {
        assertThat(execute("run", "gateway", "--dry-run")).isZero();

        assertThat(out.toString()).contains("gateway ×1, console ×1").doesNotContain("conversation ×1");
    }

    @Test
    void onePortForGatewayAndConsoleIsAnError() {
        assertThat(execute("--dry-run", "--port", "9480", "--ops-port", "9480")).isEqualTo(78);

        assertThat(err.toString()).contains("port 9480", "--ops-port").hasLineCount(1);
    }

    @Test
    void transportOverRedisNeedsRedis() {
        assertThat(execute("--dry-run", "--set", "transport=redis")).isEqualTo(78);

        assertThat(err.toString()).contains("transport is redis, and redis.enabled is false");
    }

    @Test
    void transportOverRedisIsGivenToGatewayAndConversation() {
        assertThat(execute("--dry-run", "--set", "transport=redis", "--set", "redis.enabled=true"))
                .isZero();

        assertThat(out.toString()).containsOnlyOnce("and the messages between them");
        assertThat(out.toString().split("\"transport\" : \"redis\"", -1)).hasSize(3);
    }

    @Test
    void whatIsSaidOfTheLogIsWhereItIs() {
        assertThat(execute("--dry-run", "--set", "store.kind=mysql")).isZero();

        assertThat(out.toString()).contains("log      parley@127.0.0.1:3306/parley, MySQL");
    }

    @Test
    void aLogInMemoryHasNothingToMigrate() {
        assertThat(execute("migrate", "--set", "store.kind=memory")).isEqualTo(78);

        assertThat(err.toString()).contains("has no tables");
    }

    private int execute(String... args) {
        return Main.execute(new PrintWriter(out, true), new PrintWriter(err, true), args);
    }

    private String mine() throws IOException {
        return file("mine.json", MINE).toString();
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
