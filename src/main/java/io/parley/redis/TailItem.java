package io.parley.redis;

/**
 * One of the latest entries of a log, as it is kept in Redis.
 *
 * @param id its name, which no other entry has; no blank is in it
 * @param previousId the name of the entry before it; empty: it is the first of its log
 * @param body whatever the log needs to tell of it
 */
public record TailItem(long seq, String id, String previousId, String body) {}
