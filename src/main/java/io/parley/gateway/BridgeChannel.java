package io.parley.gateway;

import io.parley.protocol.ClientMessage;
import io.parley.protocol.CloseCode;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Ids;
import io.parley.protocol.Phrase;
import io.parley.protocol.ServerMessage;
import io.parley.protocol.ServerMessage.Failure;
import io.parley.protocol.ServerMessage.Status;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One conversation on a socket of the bridge, as the {@link Socket} of its {@link Connection}. What answers a message goes to
 * whoever waits for that, all else to the handler of the user's address. Confined to one context.
 */
final class BridgeChannel implements Socket {
    private static final int MAX_ASKED = 512;

    private final BridgeSocket bridge;
    private final BridgeTalks talks;
    private final String projectId;
    /** What waits for an answer, the oldest first. */
    private final Deque<Asked> asked = new ArrayDeque<>();

    private final Unheard unheard = new Unheard();
    private @Nullable Listener listener;
    /** Under which the connection was asked for what nobody heard; null: it was not. */
    private @Nullable String wish;
    /** Why the connection ends, as it said last. */
    private @Nullable Failure end;

    private record Asked(String id, String replyAddress, boolean isResume) {}

    BridgeChannel(BridgeSocket bridge, BridgeTalks talks, String projectId) {
        this.bridge = bridge;
        this.talks = talks;
        this.projectId = projectId;
    }

    String projectId() {
        return projectId;
    }

    /** A message of the client, which waits for the answer at {@code replyAddress}, or where that is null for none. */
    void say(JsonObject message, @Nullable String replyAddress) {
        Object given = message.getValue("id");
        if (given != null && !(given instanceof String text && Ids.isValid(text))) {
            bridge.refuse(replyAddress, new Refusal(ErrorCode.BAD_REQUEST, Phrase.of("bad.id", "message.id"), null));
            return;
        }
        if (asked.size() >= MAX_ASKED) {
            bridge.refuse(replyAddress, Refusal.of(ErrorCode.BUSY));
            return;
        }
        String id = given == null ? Ids.next() : String.valueOf(given);
        if (replyAddress != null) {
            asked.add(new Asked(id, replyAddress, "resume".equals(message.getValue("type"))));
        }
        // The id in front, where it is found whatever is wrong behind it.
        hears().text(new JsonObject().put("id", id).mergeIn(message).encode());
    }

    /** There is a handler now: from what it lacks on it hears everything. */
    void heard(Connection connection) {
        Long after = unheard.after();
        if (after != null && wish == null) {
            wish = Ids.next();
            connection.resume(new ClientMessage.Resume(wish, null, after, null, null));
        }
    }

    /** The socket is gone. */
    void closed(boolean byClient) {
        hears().closed(byClient);
    }

    @Override
    public Future<Void> write(Frame frame, Runnable moved) {
        ServerMessage message = frame.message();
        if (message instanceof Failure failure && failure.id() == null) {
            end = failure;
            return toHandler(frame, moved);
        }
        if (message instanceof Failure failed
                && failed.id() != null
                && failed.id().equals(wish)) {
            talks.lost(this, Refusal.of(failed.code()));
            return Future.succeededFuture();
        }
        if (message instanceof Status status && status.status() == Status.State.RESUMED) {
            resumed(frame);
        }
        Asked one = askedFor(message);
        return one == null
                ? passing(frame, moved)
                : bridge.write(BridgeText.reply(one.replyAddress(), frame.text()), moved);
    }

    @Override
    public Future<Void> write(String text, Runnable moved) {
        return bridge.write(text, moved);
    }

    /** All that comes after it is whole again. */
    private void resumed(Frame frame) {
        wish = null;
        if (bridge.hasHandler()) {
            unheard.nothing();
        }
        List<Asked> answered = asked.stream().filter(Asked::isResume).toList();
        asked.removeAll(answered);
        answered.forEach(one -> bridge.write(BridgeText.reply(one.replyAddress(), frame.text()), () -> {}));
    }

    private @Nullable Asked askedFor(@Nullable ServerMessage message) {
        String id = message == null ? null : answered(message);
        if (id == null) {
            return null;
        }
        for (Asked one : asked) {
            if (one.id().equals(id)) {
                asked.remove(one);
                return one;
            }
        }
        return null;
    }

    /** The id of the message that {@code message} answers; null: none. */
    private static @Nullable String answered(ServerMessage message) {
        if (message instanceof ServerMessage.Ack ack) {
            return ack.id();
        }
        if (message instanceof Failure failure) {
            return failure.id();
        }
        if (message instanceof ServerMessage.History history) {
            return history.id();
        }
        if (message instanceof ServerMessage.Help help) {
            return help.id();
        }
        return message instanceof ServerMessage.Pong pong ? pong.id() : null;
    }

    private Future<Void> passing(Frame frame, Runnable moved) {
        unheard.passes(frame);
        if (bridge.hasHandler() && unheard.isNothing()) {
            return toHandler(frame, moved);
        }
        unheard.lose(frame);
        return Future.succeededFuture();
    }

    private Future<Void> toHandler(Frame frame, Runnable moved) {
        return bridge.hasHandler()
                ? bridge.write(BridgeText.received(bridge.address(), frame.text()), moved)
                : Future.succeededFuture();
    }

    @Override
    public boolean tellsPieces() {
        return bridge.tellsPieces();
    }

    /** The socket is asked as a whole. */
    @Override
    public boolean ping() {
        return false;
    }

    /** Who waits for an answer is told why there will be none. */
    @Override
    public void close(CloseCode code) {
        Failure why = end == null ? Admission.restarting().told(bridge.lang(), projectId, null) : end;
        asked.forEach(one -> bridge.reply(one.replyAddress(), to(one.id(), why)));
        asked.clear();
        talks.ended(this, code, why);
    }

    private static Failure to(String id, Failure why) {
        return new Failure(
                why.timestamp(),
                why.projectId(),
                why.code(),
                why.message(),
                why.retry(),
                id,
                why.retryAfterMs(),
                why.correlationId());
    }

    @Override
    public void listen(Listener connection) {
        listener = connection;
    }

    private Listener hears() {
        return Objects.requireNonNull(listener, "a channel is listened to from its begin");
    }
}
