package io.parley.bus;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * What is published on a channel that several things are asked on: a body as on the bus, and beside it what the address of
 * the bus would have said.
 *
 * @param replyChannel where the {@link ChannelReply} goes; null: nobody waits for one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ChannelRequest(
        Op op, @Nullable String correlationId, @Nullable String replyChannel, JsonObject body) {
    ChannelRequest {
        body = body == null ? new JsonObject() : body; // what it lacks is refused by its name
    }

    /** What is asked, or told. */
    enum Op {
        @JsonProperty("register")
        REGISTER,
        @JsonProperty("unregister")
        UNREGISTER,
        @JsonProperty("handle")
        HANDLE,
        @JsonProperty("read")
        READ,
        /** Of a conversation, or on the channel of all gateways of a user. */
        @JsonProperty("push")
        PUSH,
        @JsonProperty("manage")
        MANAGE,
        @JsonProperty("log")
        LOG,
        @JsonProperty("ack")
        ACK,
        @JsonProperty("call")
        CALL
    }

    /** What nobody answers. */
    static ChannelRequest told(Op op, JsonObject body) {
        return new ChannelRequest(op, null, null, body);
    }
}
