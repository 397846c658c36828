package io.parley;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is published of the documentation in the code has no warning, as links to what is not there. */
class JavadocTest {
    @Test
    void everyPageIsMadeWithoutAWarning(@TempDir Path folder) {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        StringWriter said = new StringWriter();
        PrintWriter out = new PrintWriter(said);

        int result = ToolProvider.findFirst("javadoc")
                .orElseThrow()
                .run(
                        out,
                        out,
                        "-quiet",
                        "-Werror",
                        "-Xdoclint:all,-missing",
                        "-encoding",
                        "UTF-8",
                        "-d",
                        folder.toString(),
                        "-cp",
                        classPath,
                        "-sourcepath",
                        "src/main/java",
                        "-subpackages",
                        "io.parley");

        assertThat(said.toString()).isEmpty();
        assertThat(result).isZero();
    }
}
