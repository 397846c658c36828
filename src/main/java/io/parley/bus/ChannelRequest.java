package io.parley.bus;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.parley.protocol.ProtocolCodec;
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
    /**
     * What {@code told} asks. A body that is no object is as none: who asks is refused by what it lacks, and does not wait for
     * nobody. Throws {@link io.parley.protocol.BadMessage}.
     */
    static ChannelRequest read(JsonObject told) {
        boolean isWhole = told.getValue("body") instanceof JsonObject;
        return ProtocolCodec.read(isWhole ? told : told.copy().put("body", new JsonObject()), ChannelRequest.class);
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
