package io.parley.gateway;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.parley.bus.ManageRequest;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Writes all of a conversation's log as lines of JSON, page by page, each read when the one before has been taken. */
final class Export {
    private static final int PAGE = 200;

    private final Gateway gateway;
    private final ManageRequest request;
    private final HttpServerResponse response;
    private final Promise<Void> end = Promise.promise();

    Export(Gateway gateway, ManageRequest request, HttpServerResponse response) {
        this.gateway = gateway;
        this.request = request;
        this.response = response;
    }

    /** Completes when all was written. Where it fails before anything was, the request can still be refused. */
    Future<Void> run() {
        next(0);
        return end.future();
    }

    /** One promise however many pages there are: a chain of futures would be as long as the log. */
    private void next(long afterSeq) {
        JsonObject args = new JsonObject().put("after_seq", afterSeq).put("limit", PAGE);
        var page = new ManageRequest(request.op(), request.userId(), request.projectId(), args, request.lang());
        ApiEndpoint.result(gateway, page).onSuccess(this::write).onFailure(end::tryFail);
    }

    private void write(JsonObject page) {
        begin();
        JsonArray messages = page.getJsonArray("messages", new JsonArray());
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < messages.size(); i++) {
            lines.append(messages.getJsonObject(i).encode()).append('\n');
        }
        boolean isLast = messages.isEmpty() || !page.getBoolean("more", false);
        Future<Void> written = isLast ? response.end(lines.toString()) : response.write(lines.toString());
        written.onFailure(end::tryFail).onSuccess(taken -> {
            if (isLast) {
                end.tryComplete();
            } else {
                next(messages.getJsonObject(messages.size() - 1).getLong("seq"));
            }
        });
    }

    private void begin() {
        if (!response.headWritten()) {
            response.setChunked(true)
                    .putHeader(HttpHeaderNames.CONTENT_TYPE, "application/x-ndjson; charset=utf-8")
                    .putHeader(HttpHeaderNames.CONTENT_DISPOSITION, "attachment; filename=\"conversation.jsonl\"")
                    .putHeader(HttpHeaderNames.CACHE_CONTROL, "no-store")
                    .putHeader("X-Content-Type-Options", "nosniff");
        }
    }
}
