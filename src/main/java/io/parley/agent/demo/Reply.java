package io.parley.agent.demo;

import io.parley.agent.Outcome;

/** What is to be said: {@code thinking} aloud, then {@code content} in Markdown, then how it ends. */
record Reply(String thinking, String content, Outcome outcome) {
    Reply ending(Outcome newOutcome) {
        return new Reply(thinking, content, newOutcome);
    }

    /** The same with a paragraph before it. */
    Reply after(String paragraph) {
        return new Reply(thinking, paragraph + "\n\n" + content, outcome);
    }
}
