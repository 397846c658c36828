package io.parley.bus;

/**
 * That a message was passed on.
 *
 * @param count to how many connections, of those whose gateways said so in time; 0: the user has none, as far as is known
 */
public record UserPushReply(boolean success, int count) {}
