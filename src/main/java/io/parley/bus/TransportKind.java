package io.parley.bus;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The key {@code transport} of the configuration: what carries messages between gateways and conversations. */
public enum TransportKind {
    /** The event bus of Vert.x: in one process, or between the nodes of a cluster. */
    @JsonProperty("eventbus")
    EVENTBUS,
    /** Channels of the Redis that all nodes share. */
    @JsonProperty("redis")
    REDIS
}
