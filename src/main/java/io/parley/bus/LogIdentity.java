package io.parley.bus;

/** The id of the log that a conversation instance sees: asked with one's own, answered with the other's. */
public record LogIdentity(String logId) {}
