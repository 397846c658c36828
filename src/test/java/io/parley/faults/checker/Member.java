package io.parley.faults.checker;

/**
 * One scripted client: a device of a user in a conversation.
 *
 * @param name of the client in the journal
 */
public record Member(String name, String userId, String projectId) {}
