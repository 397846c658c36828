package io.parley.model;

import io.parley.bus.ConversationEndpoint;
import io.parley.bus.LogIdentity;
import io.parley.bus.Served;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The conversation instances that serve on the bus of the model, and who of them hears a request. */
final class SimHosts {
    private final boolean heardByAll;
    private final List<Host> all = new ArrayList<>();
    /** Those that serve only what is for them by name. */
    private final Set<String> withdrawn = new HashSet<>();

    private int turn;

    record Host(String name, SimNode node, ConversationEndpoint endpoint) {}

    /** {@code heardByAll}: what is for any instance all hear, and else one after the other. */
    SimHosts(boolean heardByAll) {
        this.heardByAll = heardByAll;
    }

    Served serve(Host host) {
        all.add(host);
        return new Served() {
            @Override
            public Future<Void> withdraw() {
                withdrawn.add(host.name());
                return Future.succeededFuture();
            }

            @Override
            public Future<Void> close() {
                all.remove(host);
                return Future.succeededFuture();
            }
        };
    }

    /** Who hears what is for {@code owner}, or where it is null for any. */
    List<Host> find(@Nullable String owner) {
        all.removeIf(host -> host.node().isDead());
        if (owner != null || heardByAll) {
            return all.stream()
                    .filter(host -> owner == null || host.name().equals(owner))
                    .toList();
        }
        List<Host> open =
                all.stream().filter(host -> !withdrawn.contains(host.name())).toList();
        return open.isEmpty() ? open : List.of(open.get(turn++ % open.size()));
    }

    /** The instance that {@code node} serves. */
    String nameOf(SimNode node) {
        return all.stream()
                .filter(host -> host.node() == node)
                .map(Host::name)
                .findFirst()
                .orElseThrow();
    }

    /** The log of one that answers; null where none does. */
    @Nullable
    LogIdentity log() {
        return all.stream()
                .filter(host -> !host.node().isDead() && !host.node().isFrozen())
                .findFirst()
                .map(host -> host.endpoint().log())
                .orElse(null);
    }
}
