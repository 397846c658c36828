package io.parley.agent.llm;

import static io.parley.agent.llm.Calling.CALLED;
import static io.parley.agent.llm.Calling.names;
import static io.parley.agent.llm.Calling.said;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.parley.agent.Jars;
import io.parley.agent.Outcome;
import io.parley.agent.RecordingSink;
import io.parley.agent.web.ScriptedServer.Asked;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Functions that jars offer, made of the example and by hand. */
class OfferedFunctionTest {
    private static final Path EXAMPLE = Path.of("src/examples/java-function");
    private static final String SERVICES = "META-INF/services/io.parley.agent.ModelFunction";
    private static final JsonObject DICE =
            new JsonObject().put("functions", new JsonObject().put("roll_dice", new JsonObject()));

    private final Jars jars;
    private final String source;

    OfferedFunctionTest(@TempDir Path folder) throws Exception {
        jars = new Jars(folder, SERVICES);
        source = Files.readString(EXAMPLE.resolve("Dice.java"));
    }

    @AfterEach
    void close() {
        jars.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{\"sides\":1}|1", "{\"sides\":0}|{\"error\":\"the function failed\"}", "{\"sides\":\"x\"}|integer"
            })
    void functionOfAJarIsCalledOnAWorkerOrFails(String arguments, String result) throws Exception {
        jars.load(jars.jar("dice", source, Files.readString(EXAMPLE.resolve(SERVICES))));
        RecordingSink sink = new RecordingSink(false);
        try (Model model = Model.configured(DICE)) {
            Future<Outcome> answer = model.ask(sink);
            Asked first = model.server().next().streams();
            first.event(Model.calls("c1", "roll_dice", arguments)).event(CALLED).ends();
            Asked second = model.server().next().streams().event(Model.STOP);
            second.ends();

            Model.end(answer);

            assertThat(names(first.json())).containsExactly("roll_dice");
            assertThat(said(second.json(), 0).getString("content")).contains(result);
        }
    }

    @Test
    void functionThatThrowsOrGivesNoFutureFailsAlone() throws Exception {
        String broken = source.replaceAll("(?s)int sides = .*?\\+ 1\\)\\);", "return null;");
        jars.load(jars.jar("dice", broken, "example.Dice"));
        try (Model model = Model.configured(DICE)) {
            Future<Outcome> answer = model.ask(new RecordingSink(false));
            model.server()
                    .next()
                    .streams()
                    .event(Model.calls("c1", "roll_dice", ""))
                    .event(CALLED)
                    .ends();
            Asked second = model.server().next().streams().event(Model.STOP);
            second.ends();

            Model.end(answer);

            assertThat(said(second.json(), 0).getString("content")).contains("the function failed");
        }
    }

    @Test
    void twoClassesOfOneNameAndOneThatIsMissingAreRefused() throws Exception {
        Path dice = jars.jar("dice", source, "example.Dice");
        jars.load(dice, jars.jar("other", source.replace("class Dice", "class Other"), "example.Other"));
        var two = catchThrowableOfType(IllegalArgumentException.class, () -> Model.configured(DICE));
        jars.load(jars.jar("gone", source, "example.Missing"));
        var missing = catchThrowableOfType(IllegalArgumentException.class, () -> Model.configured(DICE));

        assertThat(two).hasMessageContaining("example.Dice").hasMessageContaining("example.Other");
        assertThat(missing).hasMessageContaining("example.Missing");
    }
}
