package io.parley.protocol;

import org.jspecify.annotations.Nullable;

/** What a peer sent cannot be taken. Says why in a {@link Phrase}, and never quotes more of the input than a name. */
public final class BadMessage extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Phrase phrase;
    private final @Nullable String id;

    /** {@code id} is that of the refused message, or null where none could be read. */
    public BadMessage(Phrase phrase, @Nullable String id) {
        super(phrase.in(Lang.EN), null, false, false);
        this.phrase = phrase;
        this.id = id;
    }

    public BadMessage(Phrase phrase) {
        this(phrase, null);
    }

    public Phrase phrase() {
        return phrase;
    }

    /** Whether it is a whole message, only of a type that this version does not have. */
    public boolean isUnknownType() {
        return phrase.key().equals(Phrase.UNKNOWN_TYPE);
    }

    public @Nullable String id() {
        return id;
    }
}
