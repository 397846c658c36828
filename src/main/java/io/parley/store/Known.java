package io.parley.store;

import io.parley.protocol.Logged;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The names that the log has already, of those in a batch: message ids, client ids, ended turns. */
final class Known {
    private final Map<Name, Long> messages = new HashMap<>();
    private final Set<Client> clients = new HashSet<>();
    private final Set<End> ends = new HashSet<>();

    record Name(String projectId, String messageId) {}

    record Client(String projectId, @Nullable String userId, String clientId) {}

    record End(String projectId, long endsSeq) {}

    void message(String projectId, String messageId, long seq) {
        messages.put(new Name(projectId, messageId), seq);
    }

    void client(String projectId, String userId, String clientId) {
        clients.add(new Client(projectId, userId, clientId));
    }

    void end(String projectId, long endsSeq) {
        ends.add(new End(projectId, endsSeq));
    }

    /** The number that an entry of this message id has; null where there is none. */
    @Nullable
    Long seqOf(Logged message) {
        return messages.get(new Name(message.projectId(), message.messageId()));
    }

    /**
     * Remembers the names of {@code together}, which are numbered from {@code first} on; or says why the log cannot take one
     * of them, and null where it can take all.
     */
    Refused.@Nullable Reason add(List<Entry> together, long first) {
        for (Entry entry : together) {
            Refused.Reason refused = refusal(entry);
            if (refused != null) {
                return refused;
            }
        }
        long seq = first;
        for (Entry entry : together) {
            remember(entry, seq++);
        }
        return null;
    }

    private Refused.@Nullable Reason refusal(Entry entry) {
        Client client = clientOf(entry);
        if (client != null && clients.contains(client)) {
            return Refused.Reason.KNOWN_CLIENT_ID;
        }
        End end = endOf(entry);
        return end != null && ends.contains(end) ? Refused.Reason.ALREADY_ENDED : null;
    }

    private void remember(Entry entry, long seq) {
        Client client = clientOf(entry);
        if (client != null) {
            clients.add(client);
        }
        End end = endOf(entry);
        if (end != null) {
            ends.add(end);
        }
        message(entry.message().projectId(), entry.message().messageId(), seq);
    }

    private static @Nullable Client clientOf(Entry entry) {
        return entry.clientId() == null
                ? null
                : new Client(entry.message().projectId(), entry.userId(), entry.clientId());
    }

    private static @Nullable End endOf(Entry entry) {
        return entry.endsSeq() == null ? null : new End(entry.message().projectId(), entry.endsSeq());
    }
}
