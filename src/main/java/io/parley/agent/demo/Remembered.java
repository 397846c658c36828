package io.parley.agent.demo;

import io.parley.agent.Turn;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Repeats what the user said last, where asked. */
final class Remembered implements Intent {
    private static final int MOST_CHARS = 200;

    @Override
    public @Nullable Reply answer(Question question) {
        if (!question.matches("memory")) {
            return null;
        }
        List<Turn.Said> said = question.turn().history().stream()
                .filter(one -> one.role() == Turn.Role.USER)
                .toList();
        if (said.isEmpty()) {
            return question.reply("memory", question.say("memory.none"));
        }
        String last = Speech.line(said.get(said.size() - 1).content(), MOST_CHARS);
        return question.reply("memory", question.say("memory", Map.of("last", last)));
    }
}
