package io.parley.agent.demo;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parley.agent.Outcome;
import io.parley.agent.RecordingSink;
import io.parley.agent.Turn;
import io.parley.protocol.Lang;
import io.parley.protocol.Text;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoAgentTest {
    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final RecordingSink sink = new RecordingSink(false);

    @AfterEach
    void close() throws Exception {
        vertx.close().await(5, SECONDS);
    }

    @Test
    void answerStreamsInTokensOfAFewCharactersAfterWhatIsThought() throws Exception {
        Outcome outcome =
                answer(Duration.ZERO, Turns.chat("What is Parley?"), sink).await(5, SECONDS);

        assertThat(outcome).isEqualTo(Outcome.complete());
        assertThat(sink.content())
                .isEqualTo(Turns.reply(Turns.chat("What is Parley?")).content());
        assertThat(sink.thinking()).contains("What is Parley?");
        assertThat(sink.tokens()).hasSizeGreaterThan(50).allMatch(token -> token.length() <= 6);
    }

    @Test
    void answerStreamsByATimerToo() throws Exception {
        answer(Duration.ofMillis(1), Turns.chat("谢谢"), sink).await(5, SECONDS);

        assertThat(sink.content()).isEqualTo("不客气！😊 还有别的事吗？");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello", "你好", "👋👋👋 what 🎉🎉🎉?", "x👋y👋z", "draw 🦊🦊🦊"})
    void noTokenCutsASurrogatePair(String message) throws Exception {
        answer(Duration.ZERO, Turns.chat(message), sink).await(5, SECONDS);

        assertThat(sink.tokens()).allMatch(Text::isWellFormed);
        assertThat(sink.thoughts()).allMatch(Text::isWellFormed);
    }

    @Test
    void cancelEndsTheStreamAtOnce() throws Exception {
        Future<Outcome> answer = answer(Duration.ofMillis(1), Turns.chat("a story of 20000 words"), sink);
        await().atMost(Duration.ofSeconds(5)).until(() -> sink.tokens().size() > 3);

        int said = onContext(() -> {
            sink.cancel();
            return sink.tokens().size();
        });

        answer.await(5, SECONDS);
        assertThat(sink.tokens()).hasSize(said);
        vertx.timer(5, MILLISECONDS).await(5, SECONDS); // a marker, after the token that would have been next
        assertThat(sink.tokens()).hasSize(said);
    }

    @Test
    void nextTokenWaitsUntilTheSinkWantsIt() throws Exception {
        RecordingSink slow = new RecordingSink(true);
        answer(Duration.ZERO, Turns.chat("hello"), slow);
        await().atMost(Duration.ofSeconds(5)).until(() -> slow.thoughts().size() == 1);

        onContext(() -> {
            slow.want();
            return 0;
        });

        await().atMost(Duration.ofSeconds(5)).until(() -> slow.thoughts().size() == 2);
        assertThat(onContext(() -> slow.thoughts().size())).isEqualTo(2);
    }

    @Test
    void vagueWishIsTheEndOfATurnThatNeedsMore() throws Exception {
        assertThat(answer(Duration.ZERO, Turns.chat("帮我写点东西"), sink)
                        .await(5, SECONDS)
                        .needMore())
                .isTrue();
    }

    @Test
    void taskGoesThroughItsPhasesAndNeverBack() throws Exception {
        JsonObject args =
                new JsonObject().put("kind", "report").put("subject", "bees").put("lang", "en");

        Outcome outcome = answer(Duration.ZERO, Turns.task(Lang.EN, args), sink).await(5, SECONDS);

        assertThat(sink.steps())
                .extracting(RecordingSink.Step::percent)
                .isSorted()
                .startsWith(0)
                .endsWith(100);
        assertThat(sink.steps().stream().map(RecordingSink.Step::phase).distinct())
                .containsExactly("analysing", "outlining", "writing", "checking");
        assertThat(result(outcome).getString("title")).isEqualTo("Report: bees");
        assertThat(result(outcome).getString("content")).contains("bees");
        assertThat(result(outcome).getString("summary")).contains("bees");
    }

    @Test
    void taskInChineseSpeaksChinese() throws Exception {
        JsonObject args = new JsonObject().put("prompt", "长江的水运");

        Outcome outcome = answer(Duration.ZERO, Turns.task(Lang.EN, args), sink).await(5, SECONDS);

        assertThat(sink.steps().stream().map(RecordingSink.Step::phase).distinct())
                .containsExactly("分析需求", "拟定提纲", "撰写内容", "检查结果");
        assertThat(result(outcome).getString("title")).isEqualTo("报告：长江的水运");
    }

    @Test
    void taskTakesWhateverArgumentsAClientMakesUp() throws Exception {
        for (JsonObject args : List.of(
                new JsonObject(),
                new JsonObject().put("kind", 7).put("subject", new JsonObject()).put("lang", true),
                new JsonObject().put("kind", "picture").put("subject", "🦊".repeat(500)))) {
            Outcome outcome = answer(Duration.ZERO, Turns.task(Lang.ZH_CN, args), new RecordingSink(false))
                    .await(5, SECONDS);

            assertThat(result(outcome).getString("content")).isNotBlank().matches(Text::isWellFormed);
            assertThat(result(outcome).getString("title")).hasSizeLessThan(100).matches(Text::isWellFormed);
        }
    }

    @Test
    void cancelledTaskStopsWhereItIs() throws Exception {
        Future<Outcome> task = answer(Duration.ofMillis(1), Turns.task(Lang.EN, new JsonObject()), sink);
        await().atMost(Duration.ofSeconds(5)).until(() -> sink.steps().size() > 2);

        onContext(() -> {
            sink.cancel();
            return 0;
        });

        assertThat(task.await(5, SECONDS).result()).isNull();
        assertThat(sink.steps())
                .last()
                .satisfies(step -> assertThat(step.percent()).isLessThan(100));
    }

    private static JsonObject result(Outcome outcome) {
        return Objects.requireNonNull(outcome.result());
    }

    private Future<Outcome> answer(Duration pace, Turn turn, RecordingSink into) {
        Promise<Outcome> outcome = Promise.promise();
        context.runOnContext(
                now -> new DemoAgent(vertx, pace).answer(turn, into).onComplete(outcome));
        return outcome.future();
    }

    private int onContext(IntSupplier work) throws Exception {
        Promise<Integer> done = Promise.promise();
        context.runOnContext(now -> done.complete(work.getAsInt()));
        return done.future().await(5, SECONDS);
    }
}
