package io.parley.bus;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.parley.protocol.ServerMessage;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** What was wanted, or why not: one of the two is null. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ManageReply(@Nullable JsonObject result, ServerMessage.@Nullable Failure error) {
    public static ManageReply of(JsonObject result) {
        return new ManageReply(result, null);
    }

    public static ManageReply refused(ServerMessage.Failure error) {
        return new ManageReply(null, error);
    }
}
