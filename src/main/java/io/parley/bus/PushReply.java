package io.parley.bus;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.parley.protocol.ServerMessage;
import org.jspecify.annotations.Nullable;

/** Whether a push was logged, as which entry, and to how many connected sessions it went at once. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PushReply(boolean success, long seq, int count, ServerMessage.@Nullable Failure error) {}
