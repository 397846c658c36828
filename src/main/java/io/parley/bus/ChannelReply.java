package io.parley.bus;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a {@link ChannelRequest}, on the channel that it named.
 *
 * @param correlationId that of the request; null where it had none
 * @param body null: it was refused
 * @param error the name of an error's code, a colon and a sentence; null: it was not refused
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ChannelReply(
        @Nullable String correlationId,
        @Nullable JsonObject body,
        @Nullable String error) {}
