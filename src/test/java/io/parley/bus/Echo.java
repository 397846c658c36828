package io.parley.bus;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.parley.protocol.ErrorCode;
import io.parley.protocol.ServerMessage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** An instance that answers as the conversation's id says. */
final class Echo implements ConversationEndpoint {
    final BlockingQueue<Object> asked = new LinkedBlockingQueue<>();
    /** The answer in the conversation {@code late}. */
    final Promise<HandleReply> late = Promise.promise();

    final String name;

    Echo(String name) {
        this.name = name;
    }

    Object next() throws InterruptedException {
        return asked.poll(5, SECONDS);
    }

    @Override
    public Future<RegisterReply> register(RegisterRequest request, Route route) {
        asked.add(request);
        return Future.succeededFuture(new RegisterReply(
                true, null, "s1", name, "x", 1, 0, "log", 0, false, null, List.of(), false, List.of(), null));
    }

    @Override
    public void unregister(Unregister notice, Route route) {
        asked.add(notice);
    }

    @Override
    public Future<HandleReply> handle(HandleRequest request, Route route) {
        asked.add(request);
        if (name.equals("silent")) {
            return Silence.future();
        }
        return switch (request.projectId()) {
            case "never" -> Future.future(never -> {});
            case "late" -> late.future();
            case "unwritable" -> Future.succeededFuture(new HandleReply(unwritable(), name, 1));
            default ->
                Future.succeededFuture(
                        new HandleReply(new ServerMessage.Ack(1, request.projectId(), "c1", "m1", 7L, false), name, 1));
        };
    }

    private static ServerMessage unwritable() {
        var details = new JsonObject().put("no JSON", new Object());
        return new ServerMessage.Status(1, "p1", ServerMessage.Status.State.QUEUED, details);
    }

    @Override
    public Future<ReadReply> read(ReadRequest request, Route route) {
        return switch (request.projectId()) {
            case "refuse" -> Future.failedFuture(new BusFailure(ErrorCode.BUSY, "later"));
            case "throw" -> throw new IllegalStateException("boom");
            default -> Future.succeededFuture(new ReadReply(List.of(), false, request.afterSeq(), List.of()));
        };
    }

    @Override
    public Future<PushReply> push(PushRequest request, Route route) {
        return Future.succeededFuture(new PushReply(true, 1, 0, null));
    }

    @Override
    public Future<ManageReply> manage(ManageRequest request, Route route) {
        return Future.succeededFuture(ManageReply.of(
                new JsonObject().put("instance", name).put("op", request.op().name())));
    }

    @Override
    public boolean owns(String projectId) {
        return name.equals("i1");
    }

    @Override
    public LogIdentity log() {
        return new LogIdentity("log", null);
    }

    @Override
    public void acknowledged(PushAck ack) {
        asked.add(ack);
    }
}
