package io.parley.gateway;

import io.parley.bus.Envelope;
import java.util.List;
import java.util.stream.Stream;

/** Brings what conversations push to the connections that hear it, and notices what of it did not come. Confined to one context. */
final class Incoming {
    private final Owners owners;

    /** The connections that hear one address. */
    interface Hearers {
        List<Connection> all();

        /** Those of one conversation, the oldest first. */
        List<Connection> of(String projectId);
    }

    Incoming(Owners owners) {
        this.owners = owners;
    }

    /** Takes what was pushed to {@code address}, which these hear. */
    void take(String address, Envelope envelope, Hearers hearers) {
        if (owners.isLate(address, envelope)) {
            return;
        }
        List<Push> pushes = envelope.messages().stream().map(Push::of).toList();
        int bytes = pushes.stream().mapToInt(push -> push.frame().bytes()).sum();
        long missing = owners.arrived(address, envelope, bytes);
        missed(address, envelope, missing, hearers);
        hearers.of(envelope.projectId()).stream()
                .filter(connection -> connection.hearsAt(address))
                .forEach(connection -> connection.pushed(envelope, pushes));
    }

    /** Nothing is heard at {@code address} any more. */
    void forget(String address) {
        owners.forget(address);
    }

    /** Where the owner says what it dropped, one number is left out for that; any other that is missing is anybody's. */
    private static void missed(String address, Envelope envelope, long missing, Hearers hearers) {
        List<String> lost = envelope.lost() == null ? List.of() : envelope.lost();
        Stream<Connection> concerned = missing > (lost.isEmpty() ? 0 : 1)
                ? hearers.all().stream()
                : lost.stream().flatMap(projectId -> hearers.of(projectId).stream());
        concerned
                .filter(connection -> connection.hearsAt(address))
                .toList()
                .forEach(connection -> connection.missed(envelope));
    }
}
