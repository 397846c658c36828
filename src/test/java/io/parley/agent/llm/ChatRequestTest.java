package io.parley.agent.llm;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.agent.Turn;
import io.parley.agent.Turn.Role;
import io.parley.agent.Turn.Said;
import io.parley.protocol.Lang;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChatRequestTest {
    private static final List<Said> HISTORY = List.of(
            new Said(Role.USER, "1".repeat(400)),
            new Said(Role.ASSISTANT, "2".repeat(400)),
            new Said(Role.USER, "three"),
            new Said(Role.ASSISTANT, "四四四四"));

    @Test
    void latestThatFitsTheBudgetIsKeptAndBeginsWithAQuestion() {
        assertThat(ChatRequest.fitting(HISTORY, 1_000)).isEqualTo(HISTORY);
        assertThat(ChatRequest.fitting(HISTORY, 130)).isEqualTo(HISTORY.subList(2, 4));
        assertThat(ChatRequest.fitting(HISTORY, 14)).isEqualTo(HISTORY.subList(2, 4));
        assertThat(ChatRequest.fitting(HISTORY, 13)).isEmpty();
        assertThat(ChatRequest.fitting(HISTORY, 0)).isEmpty();
    }

    @Test
    void chineseAndEmojiCountForWhatTheyTake() {
        assertThat(ChatRequest.tokens("")).isZero();
        assertThat(ChatRequest.tokens("four")).isEqualTo(1);
        assertThat(ChatRequest.tokens("fives")).isEqualTo(2);
        assertThat(ChatRequest.tokens("你好👋")).isEqualTo(3);
    }

    @Test
    void onlyWhatIsConfiguredIsSaid() {
        JsonObject plain = ChatRequest.of(LlmConfig.of(new JsonObject()), turn("hi", null, new JsonObject()));

        assertThat(plain)
                .isEqualTo(new JsonObject()
                        .put("messages", new JsonArray().add(message("user", "hi")))
                        .put("stream", true)
                        .put("stream_options", new JsonObject().put("include_usage", true)));
    }

    @Test
    void choiceOfTheUserIsSaidWithItsArguments() {
        JsonObject chosen =
                ChatRequest.of(LlmConfig.of(new JsonObject()), turn("", "pick", new JsonObject().put("size", "大")));

        assertThat(chosen.getJsonArray("messages").getJsonObject(0).getString("content"))
                .isEqualTo("pick\n{\"size\":\"大\"}");
    }

    @Test
    void questionWithoutAnAnswerGoesWithTheNextAsModelsWantBothByTurns() {
        List<Said> history = List.of(
                new Said(Role.USER, "one"),
                new Said(Role.ASSISTANT, "eins"),
                new Said(Role.USER, "two?"),
                new Said(Role.USER, "二？"));
        LlmConfig config = LlmConfig.of(new JsonObject().put("system_prompt", "Count."));

        JsonObject asked = ChatRequest.of(config, turn(history, "three?", null, new JsonObject()));

        assertThat(asked.getJsonArray("messages"))
                .isEqualTo(new JsonArray()
                        .add(message("system", "Count."))
                        .add(message("user", "one"))
                        .add(message("assistant", "eins"))
                        .add(message("user", "two?\n\n二？\n\nthree?")));
    }

    private static JsonObject message(String role, String content) {
        return new JsonObject().put("role", role).put("content", content);
    }

    private static Turn turn(String content, @Nullable String action, JsonObject args) {
        return turn(List.of(), content, action, args);
    }

    private static Turn turn(List<Said> history, String content, @Nullable String action, JsonObject args) {
        Turn.Message message = new Turn.Message(content, List.of(), action, args, new JsonObject());
        return new Turn(Turn.Kind.ANSWER, "t1", 1, false, "p1", "u1", Lang.EN, history, message);
    }
}
