package io.parley.launcher.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.protocol.BadMessage;
import io.parley.protocol.ClientMessage;
import io.parley.protocol.CommandName;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TypedTest {
    @ParameterizedTest
    @CsvSource({"hello, hello", "'  你好 👋 ', '  你好 👋 '", "//stop the train, /stop the train"})
    void whatIsNoCommandIsSaid(String line, String content) {
        assertThat(((ClientMessage.Chat) said(line)).content()).isEqualTo(content);
    }

    @ParameterizedTest
    @CsvSource({
        "/stop, CANCEL, {}",
        " /regenerate , REGENERATE, {}",
        "/generate a report, GENERATE, {\"prompt\":\"a report\"}",
        "/history, HISTORY, {\"limit\":20}",
        "/history 7, HISTORY, {\"limit\":7}",
        "/history 999, HISTORY, {\"limit\":200}"
    })
    void commandsAreSent(String line, CommandName name, String args) {
        ClientMessage.Command command = (ClientMessage.Command) said(line);

        assertThat(command.command()).isEqualTo(name);
        assertThat(command.args()).isEqualTo(new JsonObject(args));
    }

    @ParameterizedTest
    @CsvSource({
        "/generate, needs a text",
        "/history 0, from 1 to 999",
        "/history all, not all",
        "/stp, there is no /stp",
        "/choose, takes the number of what was offered",
        "/choose 0, not 0",
        "/choose fox, not fox",
        "/help, /choose N"
    })
    void whatCannotBeSentIsTold(String line, String told) {
        assertThat(String.join("\n", ((Typed.Tell) Typed.of(line)).lines())).contains(told);
    }

    @ParameterizedTest
    @CsvSource({"/choose 1, 1", "' /choose  10 ', 10"})
    void offersAreChosenByTheirNumber(String line, int number) {
        assertThat(Typed.of(line)).isEqualTo(new Typed.Choose(number));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/quit", " /quit "})
    void quitQuits(String line) {
        assertThat(Typed.of(line)).isInstanceOf(Typed.Quit.class);
    }

    @Test
    void textThatNoServerTakesIsRefusedHere() {
        assertThatThrownBy(() -> Typed.of("half a pair \ud83d")).isInstanceOf(BadMessage.class);
    }

    private static ClientMessage said(String line) {
        return ((Typed.Say) Typed.of(line)).message();
    }
}
