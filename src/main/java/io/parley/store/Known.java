package io.parley.store;

import io.parley.protocol.Logged;
import java.util.HashMap;
import java.util.HashSet;
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

    /** Remembers the names of {@code entry} under {@code seq}; or says why the log cannot take it, and null where it can. */
    Refused.@Nullable Reason add(Entry entry, long seq) {
        Logged message = entry.message();
        Client client =
                entry.clientId() == null ? null : new Client(message.projectId(), entry.userId(), entry.clientId());
        End end = entry.endsSeq() == null ? null : new End(message.projectId(), entry.endsSeq());
        if (client != null && clients.contains(client)) {
            return Refused.Reason.KNOWN_CLIENT_ID;
        }
        if (end != null && !ends.add(end)) {
            return Refused.Reason.ALREADY_ENDED;
        }
        if (client != null) {
            clients.add(client);
        }
        message(message.projectId(), message.messageId(), seq);
        return null;
    }
}
