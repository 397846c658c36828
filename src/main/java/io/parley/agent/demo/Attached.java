package io.parley.agent.demo;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Names what came with a message; alone where nothing else was said. */
final class Attached implements Intent {
    private static final int NAME_CHARS = 80;

    @Override
    public @Nullable Reply answer(Question question) {
        boolean alone = question.text().isEmpty() && !attachments(question).isEmpty();
        return alone ? question.reply("attachment.alone") : null;
    }

    /** {@code reply}, with the attachments of {@code question} named first, where it has any. */
    static Reply named(Question question, Reply reply) {
        List<String> urls = attachments(question);
        if (urls.isEmpty()) {
            return reply;
        }
        String names = urls.stream().map(Attached::name).collect(Collectors.joining("\n"));
        return reply.after(question.say("attachment", Map.of("names", names)));
    }

    private static List<String> attachments(Question question) {
        return question.turn().message().attachments();
    }

    /** The last part of the path, or the host where there is none. */
    private static String name(String url) {
        URI uri = URI.create(url);
        String path = uri.getPath() == null ? "" : uri.getPath().replaceAll("/+$", "");
        String name = path.substring(path.lastIndexOf('/') + 1);
        return "- `" + Speech.line((name.isEmpty() ? uri.getHost() : name).replace('`', '\''), NAME_CHARS) + "`";
    }
}
