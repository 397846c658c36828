package io.parley.gateway;

import io.parley.protocol.BadMessage;
import io.parley.protocol.Ids;
import io.parley.protocol.Lang;
import io.parley.protocol.Phrase;
import io.vertx.core.MultiMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for in the query of its connect.
 *
 * @param sessionId the session to resume, or null
 * @param lastSeq the last entry that the client has; null: it asks for none that were before
 * @param batch it takes several messages in one
 * @param compress it takes long messages compressed
 */
record Handshake(
        String projectId,
        @Nullable String sessionId,
        @Nullable Long lastSeq,
        Lang lang,
        boolean batch,
        boolean compress) {
    private static final Pattern LANGUAGE_TAG = Pattern.compile("[A-Za-z0-9-]{1,64}");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    /** Throws {@link BadMessage} that names the parameter which is missing or wrong. */
    static Handshake of(MultiMap query) {
        String projectId = query.get("project_id");
        if (projectId == null) {
            throw new BadMessage(Phrase.of("bad.missing", "project_id"));
        }
        String sessionId = query.get("session_id");
        return new Handshake(
                Ids.require("project_id", projectId),
                sessionId == null ? null : Ids.require("session_id", sessionId),
                lastSeq(query.get("last_seq")),
                lang(query.get("lang")),
                isOn(query, "batch", "1"),
                isOn(query, "compress", "deflate"));
    }

    /** As a client that asks for nothing more. */
    Handshake(String projectId, @Nullable String sessionId, @Nullable Long lastSeq, Lang lang) {
        this(projectId, sessionId, lastSeq, lang, false, false);
    }

    /** Whether the client asks for what it may ask for by {@code on}; {@code 0} says that it does not. */
    private static boolean isOn(MultiMap query, String name, String on) {
        String given = query.get(name);
        if (given != null && !given.equals(on) && !given.equals("0")) {
            throw new BadMessage(Phrase.of("bad.kind", name));
        }
        return on.equals(given);
    }

    /** The language to refuse in, whatever else is wrong. */
    static Lang langOf(MultiMap query) {
        return Lang.of(query.get("lang"));
    }

    private static @Nullable Long lastSeq(@Nullable String given) {
        if (given == null) {
            return null;
        }
        if (given.startsWith("-")) {
            throw new BadMessage(Phrase.of("bad.negative", "last_seq"));
        }
        if (!NUMBER.matcher(given).matches()) {
            throw new BadMessage(Phrase.of("bad.kind", "last_seq"));
        }
        return Long.valueOf(given);
    }

    /** Throws {@link BadMessage} where it is none. */
    static Lang lang(@Nullable String given) {
        if (given != null && !LANGUAGE_TAG.matcher(given).matches()) {
            throw new BadMessage(Phrase.of("bad.kind", "lang"));
        }
        return Lang.of(given);
    }
}
