package io.parley.bus;

/** How a request came to a conversation instance. */
public enum Route {
    /** To the address that every instance serves: one that is not the owner forwards it, once. */
    ANY,
    /** To this instance by name: it is the owner, or it refuses. */
    DIRECT,
    /** To all instances at once: one that is not the owner, and does not become it, ends with {@link Silence}. */
    HEARD_BY_ALL
}
