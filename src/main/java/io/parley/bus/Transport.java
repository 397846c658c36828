package io.parley.bus;

import io.vertx.core.Future;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The way between gateways and conversations. Called on one context, which hears all answers.
 *
 * <p>Requests go to {@code owner}'s own address, or where it is null to any instance, or to all of which one answers. They fail with {@link BusFailure}:
 * {@code UNAVAILABLE} when nobody listens or the deadline passes (the request may or may not have been handled: try again
 * under the same id), or the code with which the other side refused.
 */
public interface Transport {
    /** Completes when requests can be sent and answers heard; a server between that is away is waited for. To be called once. */
    default Future<Void> start() {
        return Future.succeededFuture();
    }

    /** What was sent before is on its way, nothing is heard any more, and what waits for an answer fails. */
    default Future<Void> close() {
        return Future.succeededFuture();
    }

    /**
     * Why nothing can be said or heard, where that has been so for more than a moment; null where all can, as far as is
     * known.
     */
    default @Nullable String unreached() {
        return null;
    }

    Future<RegisterReply> register(@Nullable String owner, RegisterRequest request);

    /** At most once, without an answer. */
    void unregister(@Nullable String owner, Unregister notice);

    /** Fails with {@code UNAVAILABLE} at {@link HandleRequest#deadline()}. */
    Future<HandleReply> handle(@Nullable String owner, HandleRequest request);

    Future<ReadReply> read(@Nullable String owner, ReadRequest request);

    Future<PushReply> push(@Nullable String owner, PushRequest request);

    /** A list, which is of no conversation, is asked of any instance. */
    Future<ManageReply> manage(@Nullable String owner, ManageRequest request);

    /** The log that any of the instances that serve sees; null where there is none. Fails where they do not answer. */
    Future<@Nullable LogIdentity> log(LogIdentity own);

    /** Tells all instances that hear it, this one too, which log this one sees. It may be lost. */
    void tellLog(LogIdentity own);

    /** Hears what instances tell of their logs. Completes when what is told from then on will arrive. */
    Future<Subscription> hearLogs(Consumer<LogIdentity> listener);

    /**
     * Sends {@code envelopes} to all who hear {@code pushTo}, together and in their order; more than one only to the address
     * of a gateway. A hint: they may be lost, and the log mends that.
     */
    void deliver(String pushTo, List<Envelope> envelopes);

    /** Tells the gateway that this instance lives. It may be lost; the next one makes up for it. */
    void beat(String gateway, Beat beat);

    /** Tells {@code instance} how far its pushes were taken. It may be lost; a later one makes up for it. */
    void acknowledge(String instance, PushAck ack);

    /** Tells all gateways, this one too. It may be lost. */
    void call(UserCall call);

    /** Tells the gateway at {@code address} what became of its call. It may be lost. */
    void report(String address, UserReached reached);

    /** Serves {@code gateway.push}, with other gateways in turn, and hears what is told to all. Completes when both are reachable. */
    Future<Subscription> serveUsers(UserEndpoint endpoint);

    /** Hears {@code address}. Completes when what is sent from then on will arrive. */
    Future<Subscription> subscribe(String address, PushListener listener);

    /** Serves the {@code conv.*} addresses, the plain ones and those of {@code instance}, and hears its acknowledgements. Completes when all are reachable. */
    Future<Served> serve(String instance, ConversationEndpoint endpoint);
}
