package io.parley.bus;

import io.parley.protocol.Ids;

/** Asks for the log after {@code afterSeq}, at most {@code limit} entries (at most 200 are given). */
public record ReadRequest(String projectId, long afterSeq, int limit) {
    public ReadRequest {
        Ids.require("project_id", projectId);
    }
}
