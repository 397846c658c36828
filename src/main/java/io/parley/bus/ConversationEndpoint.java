package io.parley.bus;

import io.vertx.core.Future;

/**
 * What a conversation instance serves. A future that fails with {@link BusFailure} is told to the other side with its
 * code; any other failure as {@code INTERNAL_ERROR}. Called on the context that called {@link Transport#serve}.
 */
public interface ConversationEndpoint {
    Future<RegisterReply> register(RegisterRequest request, Route route);

    void unregister(Unregister notice, Route route);

    Future<HandleReply> handle(HandleRequest request, Route route);

    Future<ReadReply> read(ReadRequest request, Route route);

    Future<PushReply> push(PushRequest request, Route route);

    Future<ManageReply> manage(ManageRequest request, Route route);

    /** Whether this instance has the conversation, as far as it knows. */
    boolean owns(String projectId);

    /** The log that this instance sees. */
    LogIdentity log();

    /** What this instance pushed was taken. */
    void acknowledged(PushAck ack);
}
