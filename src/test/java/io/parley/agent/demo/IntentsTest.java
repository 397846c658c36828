package io.parley.agent.demo;

import static io.parley.agent.demo.Turns.action;
import static io.parley.agent.demo.Turns.assistant;
import static io.parley.agent.demo.Turns.attached;
import static io.parley.agent.demo.Turns.chat;
import static io.parley.agent.demo.Turns.question;
import static io.parley.agent.demo.Turns.regenerate;
import static io.parley.agent.demo.Turns.reply;
import static io.parley.agent.demo.Turns.user;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.agent.Outcome;
import io.parley.protocol.Lang;
import io.parley.protocol.Offer;
import io.parley.protocol.Text;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IntentsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Hello!                             | hello          | en
            hi there 👋                         | hello          | en
            你好！                               | hello          | zh-CN
            晚上好 👋                            | hello          | zh-CN
            How are you?                       | how_are_you    | en
            你最近怎么样？                          | how_are_you    | zh-CN
            Thanks a lot!                      | thanks         | en
            谢谢你                               | thanks         | zh-CN
            Bye!                               | bye            | en
            再见                                | bye            | zh-CN
            never mind                         | never_mind     | en
            算了吧                               | never_mind     | zh-CN
            What time is it?                   | time           | en
            现在几点了？                           | time           | zh-CN
            What is Parley?                    | parley         | en
            Parley是什么？                        | parley         | zh-CN
            介绍一下Parley                         | parley         | zh-CN
            How does resume work?              | resume         | en
            what happens if I close the tab?   | resume         | en
            断线重连是怎么回事？                       | resume         | zh-CN
            how do I stop you?                 | stop           | en
            怎么停止？                             | stop           | zh-CN
            How do I configure it?             | configure      | en
            怎么配置？                             | configure      | zh-CN
            How do I write an agent?           | agent          | en
            怎么写一个助手？                         | agent          | zh-CN
            Can I use a real model?            | model          | en
            How do I connect you to OpenAI?    | model          | en
            怎么接入真正的模型？                       | model          | zh-CN
            Can a message get lost?            | delivery       | en
            消息会不会丢失？                         | delivery       | zh-CN
            How does the cluster work?         | cluster        | en
            集群怎么搭？                            | cluster        | zh-CN
            Who am I talking to?               | who            | en
            are you human                      | who            | en
            你是谁？                              | who            | zh-CN
            help                               | help           | en
            What can you do?                   | help           | en
            帮助                                | help           | zh-CN
            你会做什么？                           | help           | zh-CN
            Show me a table                    | table          | en
            给我看一个表格                          | table          | zh-CN
            show me a list                     | list           | en
            给我一个列表                           | list           | zh-CN
            some Python code                   | code.python    | en
            write a Java program               | code.java      | en
            generate Python code               | code.python    | en
            create a list                      | list           | en
            code in JavaScript, please         | code.javascript | en
            show me some code                  | code.any       | en
            写一段Python代码                       | code.python    | zh-CN
            用Java写一个程序                        | code.java      | zh-CN
            来一段JS代码                           | code.javascript | zh-CN
            生成一个表格                           | table          | zh-CN
            看看代码                              | code.any       | zh-CN
            What did I just say?               | memory.none    | en
            我刚才说了什么？                         | memory.none    | zh-CN
            Why is the sky blue?               | echo.question  | en
            天空为什么是蓝色的？                       | echo.question  | zh-CN
            The sky is blue.                   | echo.statement | en
            天空是蓝色的。                          | echo.statement | zh-CN
            """)
    void wishIsRecognisedAndAnsweredInItsLanguage(String message, String key, String lang) {
        Question question = question(chat(message));

        Reply reply = Intents.reply(question);

        assertThat(question.lang().tag()).isEqualTo(lang);
        assertThat(reply.content()).isEqualTo(question.say(key));
        assertThat(reply.thinking()).isNotBlank();
        assertThat(reply.outcome()).isEqualTo(Outcome.complete());
    }

    @ParameterizedTest
    @CsvSource({
        "help me, ask.help",
        "Can you help me?, ask.help",
        "帮我, ask.help",
        "能帮个忙吗？, ask.help",
        "write something, ask.write",
        "please write me a text, ask.write",
        "帮我写点东西, ask.write",
        "写一篇文章, ask.write",
        "generate a report, ask.generate",
        "draw me a picture, ask.generate",
        "生成一份报告, ask.generate",
        "帮我画一张图, ask.generate"
    })
    void vagueWishIsAskedBack(String message, String key) {
        Question question = question(chat(message));

        Reply reply = Intents.reply(question);

        assertThat(reply.outcome()).isEqualTo(Outcome.needingMore());
        assertThat(reply.content()).isEqualTo(question.say(key));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            generate a report about bees             | report  | bees        | en
            Can you make a picture of a red fox?     | picture | a red fox   | en
            draw a small house                       | picture | a small house | en
            Please create a presentation on tides.   | report  | tides       | en
            生成一份关于蜜蜂的报告                             | report  | 蜜蜂          | zh-CN
            帮我画一张关于大海的图                             | picture | 大海          | zh-CN
            画一只狐狸                                   | picture | 狐狸          | zh-CN
            请帮我做一份人工智能的方案                           | report  | 人工智能        | zh-CN
            """)
    void thingToBeMadeBecomesATaskAfterItWasSaid(String message, String kind, String subject, String lang) {
        Reply reply = reply(chat(message));

        assertThat(reply.outcome().generate())
                .isEqualTo(new JsonObject()
                        .put("kind", kind)
                        .put("subject", subject)
                        .put("lang", lang));
        assertThat(reply.content()).contains(subject);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            17 * 23                  | 391
            what is 2+2?             | 4
            (3 + 4) × 5 =            | 35
            calculate 10 / 4 - 0.5   | 2
            -2 * -(3 - 5)            | -4
            1/3                      | 0.3333333333333333
            3加4等于几 3+4             | -
            12×12等于多少？            | 144
            帮我算一下 100÷8            | 12.5
            （1＋2）＊3                | 9
            2024-01-02               | -
            3 + apples               | -
            1 + + 2                  | -
            """)
    void sumIsWorkedOut(String message, String result) {
        String said = reply(chat(message)).content();

        if (result.equals("-")) {
            assertThat(said).doesNotContain(" = **");
        } else {
            assertThat(said).endsWith(" = **" + result + "**");
        }
    }

    @Test
    void divisionByZeroHasNoAnswer() {
        assertThat(reply(chat("1 / (2 - 2)")).content()).contains("divides by zero");
        assertThat(reply(chat("算一下 1/0")).content()).contains("零作了除数");
    }

    @ParameterizedTest
    @CsvSource({"write something, a small dragon, # , dragon", "写点东西, 一只小猫, # , 小猫"})
    void answerToOurQuestionIsTakenAsSuch(String wish, String answer, String begin, String subject) {
        String asked = reply(chat(wish)).content();

        Reply reply = reply(chat(answer, user(wish), assistant(asked)));

        assertThat(reply.content()).startsWith(begin).contains(subject);
        assertThat(reply.outcome()).isEqualTo(Outcome.complete());
    }

    @Test
    void answerMayNameKindAndLengthToo() {
        String asked = reply(chat("write something")).content();

        String text = reply(chat("a poem about rain, 120 words", user("write something"), assistant(asked)))
                .content();

        assertThat(text).contains("rain").contains("  \n").doesNotContain("120");
    }

    @Test
    void answerToWhatATaskIsAboutBeginsIt() {
        String asked = reply(chat("生成一份报告")).content();

        Reply begun = reply(chat("长江的水运", user("生成一份报告"), assistant(asked)));

        assertThat(begun.outcome().generate())
                .isEqualTo(new JsonObject()
                        .put("kind", "report")
                        .put("subject", "长江的水运")
                        .put("lang", "zh-CN"));
    }

    @Test
    void choiceThatIsLeftToUsIsMade() {
        String asked = reply(chat("write something")).content();

        String text = reply(chat("surprise me", user("write something"), assistant(asked)))
                .content();

        assertThat(text).startsWith("# ").doesNotContain("surprise me");
    }

    @Test
    void otherWishIsGrantedWhereAnAnswerWasAwaited() {
        String asked = reply(chat("help me")).content();

        Reply reply = reply(chat("never mind", user("help me"), assistant(asked)));

        assertThat(reply.content()).isEqualTo(question(chat("never mind")).say("never_mind"));
    }

    @Test
    void messageWithoutLettersIsAnsweredInTheLanguageOfTheTurn() {
        assertThat(question(chat(Lang.ZH_CN, "2 + 2")).lang()).isEqualTo(Lang.ZH_CN);
        assertThat(question(chat(Lang.EN, "👍")).lang()).isEqualTo(Lang.EN);
        assertThat(question(chat(Lang.EN, "写一个关于 Java 的故事")).lang()).isEqualTo(Lang.ZH_CN);
        assertThat(question(chat(Lang.ZH_CN, "what does 你好 mean in English")).lang())
                .isEqualTo(Lang.EN);
    }

    @Test
    void whatWasSaidLastIsRemembered() {
        String told = reply(chat("what did I say?", user("first"), assistant("…"), user("second"), assistant("…")))
                .content();

        assertThat(told).contains("second").doesNotContain("first");
    }

    @Test
    void sameQuestionAgainIsAnsweredInAnotherWording() {
        String first = reply(chat("hello")).content();

        String second = reply(chat("hello", user("hello"), assistant(first))).content();

        assertThat(second).isNotEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(strings = {"What is Parley?", "Parley是什么？", "a story about rain", "讲一个关于雨的故事", "17 * 23"})
    void regeneratedAnswerHasAnotherWordingThatItsTurnDecides(String message) {
        String first = reply(chat(message)).content();

        String again = reply(regenerate("t2", message)).content();

        assertThat(again)
                .isNotEqualTo(first)
                .isEqualTo(reply(regenerate("t2", message)).content());
    }

    @Test
    void actionIsNamedWithWhatItCarries() {
        assertThat(reply(action("approve", new JsonObject())).content())
                .contains("**approve**")
                .doesNotContain("json");
        assertThat(reply(action("choose", new JsonObject().put("colour", "红色"))).content())
                .contains("**choose**")
                .contains("\"colour\" : \"红色\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Show me buttons", "buttons", "let me choose", "给我几个按钮", "按钮"})
    void buttonsAreOfferedAndWhatIsPressedIsMade(String wish) {
        List<Offer> offers = reply(chat(wish)).outcome().actions();

        Offer drawing = offers.get(0);
        Reply made = reply(action(drawing.action(), Objects.requireNonNull(drawing.args()), drawing.label()));
        assertThat(Objects.requireNonNull(made.outcome().generate()).getString("kind"))
                .isEqualTo("picture");
        assertThat(offers).hasSize(3);
        assertThat(reply(action(
                                offers.get(2).action(),
                                new JsonObject(),
                                offers.get(2).label()))
                        .outcome())
                .isEqualTo(Outcome.complete());
    }

    @Test
    void attachmentsAreNamedBeforeTheAnswer() {
        String told = reply(attached("What is Parley?", "https://example.org/files/%E6%8A%A5%E5%91%8A.pdf?v=1"))
                .content();
        String alone = reply(attached("", "https://example.org/", "https://example.org/a.png"))
                .content();

        assertThat(told)
                .contains("`报告.pdf`")
                .endsWith(question(chat("What is Parley?")).say("parley"));
        assertThat(alone).contains("`example.org`").contains("`a.png`").contains("cannot open");
    }

    @Test
    void longOrStrangeMessageIsAnsweredAndQuotedShort() {
        Stream<String> messages = Stream.of(
                "👋".repeat(10_000),
                "a ".repeat(30_000),
                "((((".repeat(1_000) + "1+1",
                "{user} {nothing}",
                "写".repeat(60_000),
                "-".repeat(60_000) + "?");

        assertThat(messages.map(message -> reply(chat(message)).content()))
                .allSatisfy(said -> assertThat(said).hasSizeBetween(1, 4_000).matches(Text::isWellFormed));
    }

    @Test
    void emojiInAQuoteIsNeverCutInTwo() {
        IntStream.range(100, 140)
                .forEach(n -> assertThat(reply(chat("x".repeat(n) + "👋".repeat(30) + "."))
                                .content())
                        .matches(Text::isWellFormed));
    }
}
