package io.parley.agent.demo;

/** Answers what nothing else does: says what was understood, and what can be tried. */
final class Echoing implements Intent {
    @Override
    public Reply answer(Question question) {
        if (question.text().isEmpty()) {
            return question.reply("nothing");
        }
        return question.reply(question.matches("question") ? "echo.question" : "echo.statement");
    }
}
