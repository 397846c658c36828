package io.parley.conversation;

import io.parley.agent.Turn.Role;
import io.parley.agent.Turn.Said;
import io.parley.protocol.Logged;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was said before a question, as an agent wants it: each earlier question followed by its latest answer, whenever
 * that came. Pure.
 */
final class Recollection {
    private Recollection() {}

    static List<Said> before(Logged.UserMessage question, List<Logged> tail) {
        Map<String, String> answers = new HashMap<>();
        for (Logged entry : tail) {
            if (entry instanceof Logged.AiReply reply
                    && reply.replyTo() != null
                    && !reply.content().isEmpty()) {
                answers.put(reply.replyTo(), reply.content());
            }
        }
        List<Said> said = new ArrayList<>();
        for (Logged entry : tail) {
            if (entry instanceof Logged.UserMessage earlier
                    && earlier.seq() < question.seq()
                    && !Questions.isRegenerate(earlier)) {
                said.add(new Said(Role.USER, words(earlier)));
                add(said, answers.get(earlier.messageId()));
            }
        }
        return said;
    }

    private static void add(List<Said> said, @Nullable String answer) {
        if (answer != null) {
            said.add(new Said(Role.ASSISTANT, answer));
        }
    }

    private static String words(Logged.UserMessage message) {
        String content = message.content();
        if (content != null) {
            return content;
        }
        return message.action() == null ? "" : message.action();
    }
}
