package io.parley.bus;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.parley.protocol.Ids;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * What a user wants to know or change of conversations as a whole.
 *
 * @param projectId the conversation; null only for {@link Op#LIST}
 * @param args what {@code op} takes; empty where none is given
 * @param lang the user's language tag, for errors
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ManageRequest(
        Op op,
        String userId,
        @Nullable String projectId,
        JsonObject args,
        @Nullable String lang) {
    public ManageRequest {
        Ids.require("user_id", userId);
        if (op != Op.LIST) {
            Ids.require("project_id", projectId);
        }
        args = args == null ? new JsonObject() : args;
    }

    /** The conversation. Throws {@link IllegalStateException} for a list, which is of none. */
    public String conversation() {
        if (projectId == null) {
            throw new IllegalStateException("a list is of no conversation");
        }
        return projectId;
    }

    /** What is wanted. */
    public enum Op {
        @JsonProperty("list")
        LIST,
        @JsonProperty("create")
        CREATE,
        @JsonProperty("rename")
        RENAME,
        @JsonProperty("delete")
        DELETE,
        @JsonProperty("export")
        EXPORT,
        @JsonProperty("members")
        MEMBERS,
        @JsonProperty("invite")
        INVITE,
        @JsonProperty("remove")
        REMOVE
    }
}
