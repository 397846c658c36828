package io.parley.agent.demo;

import java.util.List;
import java.util.Objects;

/** All that the agent understands. The first that fits answers, so what is exact stands before what is broad. */
final class Intents {
    private static final List<Intent> ALL = List.of(
            new Chosen(),
            new Attached(),
            new Told("never_mind"),
            new Sum(),
            Writing.OF_A_LENGTH,
            new Told("hello"),
            new Told("how_are_you"),
            new Told("thanks"),
            new Told("bye"),
            new Told("time"),
            new Told("model"),
            new Told("agent"),
            new Generating(),
            new AskingBack("ask.write"),
            new AskingBack("ask.help"),
            Writing.OF_A_KIND,
            new Told("who"),
            new Remembered(),
            new Told("resume"),
            new Told("stop"),
            new Told("configure"),
            new Told("delivery"),
            new Told("cluster"),
            new Told("parley"),
            new Told("help"),
            new Offering(),
            new Told("table"),
            new Code(),
            new Told("list"),
            new FollowingUp(),
            new Echoing());

    private Intents() {}

    /** What is to be said to {@code question}. The last intent answers everything. */
    static Reply reply(Question question) {
        Reply reply = ALL.stream()
                .map(intent -> intent.answer(question))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow();
        return Attached.named(question, reply);
    }
}
