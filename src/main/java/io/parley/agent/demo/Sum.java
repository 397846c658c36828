package io.parley.agent.demo;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Simple arithmetic, where a message is nothing else. */
final class Sum implements Intent {
    private static final int MOST_CHARS = 100;

    @Override
    public @Nullable Reply answer(Question question) {
        String sum = question.book().without("sum", question.text());
        if (sum.length() > MOST_CHARS || !question.matches("sum.all")) {
            return null;
        }
        try {
            String result = Arithmetic.value(sum).stripTrailingZeros().toPlainString();
            return question.reply("sum", question.say("sum", Map.of("sum", sum, "result", result)));
        } catch (Arithmetic.NotASum notASum) {
            return null; // then it is something else that is made of digits
        } catch (ArithmeticException byZero) {
            return question.reply("sum", question.say("sum.zero", Map.of("sum", sum)));
        }
    }
}
