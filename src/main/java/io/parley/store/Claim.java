package io.parley.store;

/** Who owns a conversation, since which epoch; {@code mine}: the instance that asked. */
public record Claim(String projectId, String owner, long epoch, boolean mine) {}
