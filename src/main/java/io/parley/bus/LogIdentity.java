package io.parley.bus;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The log that a conversation instance sees: asked with one's own, answered with the other's, and told to all.
 *
 * @param since when, as far as the instance knows, the first of those with this log began, in epoch milliseconds; null (from
 *     an older version): long ago
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LogIdentity(String logId, @Nullable Long since) {
    /** Whether both are of one log. */
    public boolean isSame(LogIdentity other) {
        return logId.equals(other.logId);
    }

    /** Whether this log was here before {@code other}, which is another. Of two logs that is so for exactly one. */
    public boolean isBefore(LogIdentity other) {
        int order = Long.compare(begin(), other.begin());
        return order == 0 ? logId.compareTo(other.logId) < 0 : order < 0;
    }

    private long begin() {
        return since == null ? Long.MIN_VALUE : since;
    }
}
