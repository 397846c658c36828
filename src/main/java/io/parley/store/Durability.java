package io.parley.store;

/** What a log survives, from the least to the most. */
public enum Durability {
    /** It is gone with the process. */
    PROCESS("process"),
    /** It lives as long as the node's disk. */
    DISK("disk"),
    /** It lives as long as the database. */
    DATABASE("database");

    private final String wireName;

    Durability(String wireName) {
        this.wireName = wireName;
    }

    /** The word that clients read in {@code status connected}. */
    public String wireName() {
        return wireName;
    }
}
