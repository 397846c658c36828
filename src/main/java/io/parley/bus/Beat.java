package io.parley.bus;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A conversation instance lives, and this is how far what it owns has come. It goes, every few seconds, to each gateway
 * with sessions there, and is acknowledged with a {@link PushAck} for the gateway's own address.
 *
 * @param positions of the conversations that have sessions at that gateway and changed of late
 */
public record Beat(String from, String incarnation, String logId, List<Position> positions) {
    public Beat {
        positions = List.copyOf(positions);
    }

    /**
     * How far one conversation has come.
     *
     * @param lastSeq the last entry of its log; null: {@code from} owns it no more, or let its sessions go; register anew
     */
    @JsonFormat(shape = JsonFormat.Shape.ARRAY)
    @JsonPropertyOrder({"project_id", "epoch", "last_seq"})
    public record Position(
            String projectId, long epoch, @Nullable Long lastSeq) {}
}
