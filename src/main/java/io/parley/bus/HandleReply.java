package io.parley.bus;

import io.parley.protocol.ServerMessage;

/** The answer to one message: an {@code ack}, {@code error}, {@code history} or {@code help}, and who gave it. */
public record HandleReply(ServerMessage response, String owner, long epoch) {}
