package io.parley.launcher;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher script in a folder of its own, with a java and a mvn on the PATH that write down how they are called. */
class ScriptTest {
    private static final String MVN = """
            #!/bin/sh
            echo "mvn $*" >>"$CALLS"
            case $* in *surefire*) if [ -f interrupted ]; then exit 130; fi ;; esac
            case $* in *surefire*) if [ -f red ]; then exit 1; fi ;; esac
            if [ -f broken ]; then echo "[INFO] quiet"; echo "[ERROR] it is broken"; exit 1; fi
            mkdir -p target/lib && touch target/parley-1.jar target/lib/b.jar target/lib/a.jar
            """;
    private static final String JAVA = """
            #!/bin/sh
            case $1 in
              -version) echo "openjdk version \\"${JAVA_SAYS:-17.0.1}\\" 2021" >&2 ;;
              -XX:ArchiveClassesAtExit=*) echo "archive" >>"$CALLS"; touch "${1#*=}" ;;
              *) for argument; do echo "$argument"; done
                if [ -n "${SAYS_INPUT:-}" ]; then echo "input $(readlink /proc/$$/fd/0)"; fi ;;
            esac
            """;

    private final Path home;
    private final Path bin;
    private final Path calls;
    private final Map<String, String> environment = new HashMap<>();

    ScriptTest(@TempDir Path folder) {
        this.home = folder.resolve("the home");
        this.bin = folder.resolve("bin");
        this.calls = folder.resolve("calls");
    }

    @BeforeEach
    void layOut() throws IOException {
        executable(home.resolve("launcher"), Files.readString(Path.of("launcher")));
        executable(bin.resolve("mvn"), MVN);
        executable(bin.resolve("java"), JAVA);
        executable(bin.resolve("javac"), "#!/bin/sh\n");
        Files.createDirectories(home.resolve(".mvn"));
        Files.writeString(home.resolve("pom.xml"), "<project/>");
        source("A.java", "a");
        environment.put("CALLS", calls.toString());
        environment.put("PATH", bin + ":" + System.getenv("PATH"));
    }

    @Test
    void theFirstRunBuildsAndTheNextOnlyRuns() throws Exception {
        Result first = launcher("run", "a b");
        Result second = launcher("run", "a b");

        assertThat(first.err()).isEqualTo("building… (target/build.log)\n");
        assertThat(second.err()).isEmpty();
        assertThat(calls())
                .containsExactly(
                        "mvn -B -P!bundled-mariadb -Dmaven.test.skip=true -Dspotless.check.skip -Dcheckstyle.skip package",
                        "archive");
        assertThat(second.out().lines())
                .contains("io.parley.launcher.Main", "run", "a b")
                .endsWith("a b");
        assertThat(second.out())
                .contains("\n" + home + "/target/parley-1.jar:" + home + "/target/lib/a.jar:" + home
                        + "/target/lib/b.jar\n");
    }

    @Test
    void jarsInExtAreOnTheClassPathAndTheArchiveFitsThem() throws Exception {
        launcher();
        Files.createDirectories(home.resolve("ext"));
        Files.writeString(home.resolve("ext/parrot.jar"), "1");

        Result with = launcher();
        Files.writeString(home.resolve("ext/parrot.jar"), "2");
        launcher();

        assertThat(with.out()).contains("/target/lib/b.jar:" + home + "/ext/parrot.jar\n");
        assertThat(calls()).filteredOn("archive"::equals).hasSize(3);
    }

    @Test
    void itBuildsAgainWhenASourceChangesComesOrGoes() throws Exception {
        launcher();

        source("A.java", "b");
        assertThat(launcher().err()).isEqualTo("building… (target/build.log)\n");
        source("B.java", "b");
        assertThat(launcher().err()).isEqualTo("building… (target/build.log)\n");
        Files.delete(home.resolve("src/main/A.java"));
        assertThat(launcher().err()).isEqualTo("building… (target/build.log)\n");
        assertThat(launcher().err()).isEmpty();
    }

    @Test
    void aBuildThatFailsIsShownAndTriedAgain() throws Exception {
        Files.createFile(home.resolve("broken"));

        Result broken = launcher();

        assertThat(broken.code()).isEqualTo(1);
        assertThat(broken.err())
                .contains("[ERROR] it is broken", "the build failed")
                .doesNotContain("quiet");
        Files.delete(home.resolve("broken"));
        assertThat(launcher().code()).isZero();
    }

    @Test
    void itFindsItsHomeThroughASymbolicLinkFromAnywhere() throws Exception {
        Path link = bin.resolve("a link");
        Files.createSymbolicLink(link, Path.of("../the home/launcher"));

        Result result = execute(bin, link.toString(), "--version");

        assertThat(result.out().lines()).contains("-Dparley.home=" + home).endsWith("--version");
    }

    @Test
    void whereStandardInputIsClosedNothingElseIsTakenForIt() throws Exception {
        environment.put("SAYS_INPUT", "yes");

        Result result = execute(home, "/bin/bash", "-c", "exec ./launcher run <&-");

        assertThat(result.out()).endsWith("input /dev/null\n");
    }

    @Test
    void optionsOfTheUserComeAfterOursAndHazelcastsOnlyInACluster() throws Exception {
        environment.put("JAVA_OPTS", "-Xmx3g -Dx=y");
        environment.put("PARLEY_JAVA_OPTS", "-Xss1m");

        List<String> alone = launcher("run").out().lines().toList();
        List<String> clustered = launcher("run", "--cluster").out().lines().toList();

        assertThat(alone).containsSubsequence("-Xmx1g", "-Xmx3g", "-Dx=y", "-Xss1m", "run");
        assertThat(alone).contains("-XX:+ExitOnOutOfMemoryError").doesNotContain("--add-opens");
        assertThat(clustered).contains("--add-opens", "java.base/sun.nio.ch=ALL-UNNAMED");
    }

    @Test
    void theFaultsOfOneRowRunAsOftenAsAskedAndEndInTheTable() throws Exception {
        row("KillTest.java", "@Row(9)");
        row("OtherTest.java", "@Row(17)");
        executable(bin.resolve("apt-get"), "#!/bin/sh\nexit 100\n"); // nothing is installed by a test

        Result one = launcher("test", "--faults", "--row", "9", "--repeat", "2", "--seed", "42");

        assertThat(one.code()).isZero();
        assertThat(calls()).hasSize(3);
        assertThat(calls().get(0)).endsWith("test-compile");
        assertThat(calls().get(2))
                .contains("surefire:test -Dexcluded.tests= -Dtest.forks=1 -Dgroups=fault -Dtest=KillTest -D")
                .endsWith("-Dfaults.row=9 -Dfaults.seed=42");
        assertThat(one.out().lines())
                .endsWith("io.parley.faults.RowTable", "target/faults/results.tsv", "target/faults.txt");
    }

    @Test
    void whatFailedWithoutALineInTheTableEndsWithOneAllTheSame() throws Exception {
        row("KillTest.java", "@Row(9)");
        executable(bin.resolve("apt-get"), "#!/bin/sh\nexit 100\n");
        Files.createFile(home.resolve("red"));

        Result red = launcher("test", "--faults", "--row", "9");

        assertThat(red.code()).isEqualTo(1);
        assertThat(red.out()).contains("io.parley.faults.RowTable");
    }

    @Test
    void whoIsToldToEndRunsNothingMore() throws Exception {
        row("KillTest.java", "@Row(9)");
        executable(bin.resolve("apt-get"), "#!/bin/sh\nexit 100\n");
        Files.createFile(home.resolve("interrupted"));

        Result told = launcher("test", "--faults", "--repeat", "5");

        assertThat(told.code()).isEqualTo(130);
        assertThat(calls().stream().filter(call -> call.contains("surefire:test")))
                .hasSize(1);
        assertThat(told.out()).doesNotContain("RowTable");
    }

    @Test
    void testSaysWhatItDoesWithoutDoingIt() throws Exception {
        Result help = launcher("test", "--help");

        assertThat(help.code()).isZero();
        assertThat(help.out()).startsWith("Usage: launcher test");
        assertThat(calls).doesNotExist();
    }

    @Test
    void withoutABrowserTheTestsThatNeedNoneRunAllTheSame() throws Exception {
        executable(bin.resolve("node"), "#!/bin/sh\necho 20\n");
        executable(bin.resolve("npm"), "#!/bin/sh\n");
        executable(bin.resolve("apt-get"), "#!/bin/sh\nexit 100\n");
        environment.put("CHROMIUM", "");
        environment.put("PATH", bin + ":" + toolsWithoutABrowser());

        Result tests = launcher("test");

        assertThat(tests.err()).contains("in a browser are skipped", "chromium");
        assertThat(calls()).containsExactly("mvn -B verify -Dskip.browser.tests=false -De2e.script=test:node");
    }

    private Path toolsWithoutABrowser() throws IOException {
        Path tools = Files.createDirectories(home.resolveSibling("tools"));
        try (Stream<Path> all = Files.list(Path.of("/usr/bin"))) {
            for (Path tool : all.toList()) {
                String name = tool.getFileName().toString();
                if (!name.contains("chrom")) {
                    Files.createSymbolicLink(tools.resolve(name), tool);
                }
            }
        }
        return tools;
    }

    @Test
    void nonsenseAfterFaultsIsSaidAndEndsWithTwo() throws Exception {
        row("KillTest.java", "@Row(9)");

        assertThat(launcher("test", "--faults", "--row").err()).startsWith("launcher: --row needs a whole number");
        assertThat(launcher("test", "--faults", "--row", "x9").err()).contains("not 'x9'");
        assertThat(launcher("test", "--faults", "--row", "8").err())
                .contains("no test answers for row 8; there are tests for 9");
        assertThat(launcher("test", "--faults", "--repeat", "0").err()).contains("at least 1");
        Result unknown = launcher("test", "--faults", "--fast");
        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.err()).contains("no option --fast", "Usage: launcher test --faults");
        assertThat(calls).doesNotExist();
    }

    @Test
    void anOldOrMissingJavaIsOneLineThatSaysWhatIsNeeded() throws Exception {
        environment.put("JAVA_SAYS", "11.0.2");
        Result old = launcher();
        environment.put("JAVA_SAYS", "1.8.0_312");
        Result older = launcher();
        environment.put("JAVA_HOME", "/nowhere");
        Result missing = launcher();

        assertThat(old)
                .isEqualTo(
                        new Result(69, "", "launcher: " + bin + "/java is Java 11.0.2; a JDK 17 or later is needed\n"));
        assertThat(older.err()).contains("is Java 1.8.0_312; ");
        assertThat(missing.err())
                .isEqualTo("launcher: no /nowhere/bin/java, where JAVA_HOME points; a JDK 17 or later is needed\n");
    }

    private record Result(int code, String out, String err) {}

    private Result launcher(String... args) throws Exception {
        return execute(home, home.resolve("launcher").toString(), args);
    }

    private Result execute(Path directory, String script, String... args) throws Exception {
        List<String> command = new ArrayList<>(List.of(script));
        command.addAll(Arrays.asList(args));
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().keySet().removeAll(List.of("JAVA_HOME", "JAVA_OPTS", "PARLEY_JAVA_OPTS"));
        builder.environment().putAll(environment);
        Path out = Files.createTempFile(bin, "out", "");
        Path err = Files.createTempFile(bin, "err", "");
        Process process =
                builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        assertThat(process.waitFor(30, SECONDS)).isTrue();
        return new Result(process.exitValue(), text(out), text(err));
    }

    private List<String> calls() throws IOException {
        return Files.readAllLines(calls);
    }

    private void source(String name, String text) throws IOException {
        Path file = home.resolve("src/main").resolve(name);
        Files.createDirectories(home.resolve("src/main"));
        Files.writeString(file, text);
    }

    private void row(String name, String text) throws IOException {
        Path tests = Files.createDirectories(home.resolve("src/test/java"));
        Files.writeString(tests.resolve(name), text);
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }

    private static void executable(Path file, String text) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }
}
