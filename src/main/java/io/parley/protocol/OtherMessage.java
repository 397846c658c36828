package io.parley.protocol;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * What a newer node says and this version does not know: it is handed on as it is. One without a {@code seq} belongs to no
 * log, in spite of its kind.
 */
@JsonSerialize(using = OtherJson.Writer.class)
@JsonDeserialize(using = OtherJson.Reader.class)
public record OtherMessage(JsonObject body) implements Logged {
    @Override
    public long timestamp() {
        return body.getLong("timestamp", 0L);
    }

    @Override
    public String projectId() {
        return body.getString("project_id", "");
    }

    @Override
    public long seq() {
        return body.getLong("seq", 0L);
    }

    @Override
    public String messageId() {
        return body.getString("message_id", "");
    }

    @Override
    public String type() {
        return body.getString("type");
    }

    @Override
    public OtherMessage withSeq(long n) {
        return new OtherMessage(body.copy().put("seq", n));
    }

    /** A {@code to} means what it means in a notice. */
    @Override
    public OtherMessage asSeenBy(String userId) {
        return body.getValue("to") == null || userId.equals(body.getValue("to")) ? this : blank();
    }

    private OtherMessage blank() {
        JsonObject left = new JsonObject();
        for (String field : List.of("type", "timestamp", "project_id", "seq", "message_id")) {
            if (body.containsKey(field)) {
                left.put(field, body.getValue(field));
            }
        }
        return new OtherMessage(left);
    }

    @Override
    public <R> R match(LogCases<R> cases) {
        return cases.other(this);
    }
}
