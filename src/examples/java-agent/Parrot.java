package example;

import io.parley.agent.*;
import io.vertx.core.Future;

@AgentName("parrot")
public final class Parrot implements Agent {
    @Override
    public Future<Outcome> answer(Turn turn, ReplySink sink) {
        Future<Void> said = sink.thinking("What was it?");
        for (String word : turn.message().content().split(" ")) {
            said = said.compose(then -> sink.content(word + " "));
        }
        return said.map(Outcome.complete());
    }
}
