package io.parley.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.faults.checker.Bounds;
import io.parley.faults.checker.Crowd;
import io.parley.faults.checker.Evidence;
import io.parley.faults.checker.NumberedScript;
import io.parley.faults.checker.Promises;
import io.parley.faults.checker.Violation;
import io.parley.faults.node.NodeProcess;
import io.parley.faults.node.Nodes;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** What each row ends with. */
final class Contract {
    /** A node of the tests has 256 MiB; what is left after a collection is to be far from that. */
    private static final double MOST_HEAP_BYTES = 128 * 1024.0 * 1024.0;

    /** What a node that was frozen says, and Hazelcast of it, when it goes on. */
    static final String[] REVIVED = {
        "Not Member! this:", // it speaks to the others before it has found out that they gave it up
        "claims mastership but it is not a member",
        "cannot lock cluster state" // it looks for the others while partitions still move, and looks again 5 s later
    };

    private Contract() {}

    /**
     * C1 to C7, with the logs as they are read at {@code gateway}, and that nothing was refused for good: a client forgets that, so
     * no promise speaks of it. Gives back what was judged.
     */
    static Evidence holds(Crowd crowd, URI gateway) throws Exception {
        Evidence evidence = crowd.evidence(gateway, new NumberedScript());
        Promises.hold(Promises.broken(evidence));
        assertThat(crowd.refused()).as("refused for good").allMatch(Contract::isOvertaken);
        return evidence;
    }

    /** A client that waits sends a request and its cancel again each by itself: the cancel may be the first to arrive. */
    private static boolean isOvertaken(JsonObject refusal) {
        return refusal.getString("code").equals("NOT_FOUND")
                && refusal.getString("id").startsWith("cancel");
    }

    /** C1 to C9; lines of the nodes' logs that have one of {@code explained} in them are what the fault explains. */
    static Evidence holds(Crowd crowd, URI gateway, Nodes nodes, String... explained) throws Exception {
        Evidence evidence = holds(crowd, gateway);
        holds(nodes, explained);
        return evidence;
    }

    /** C8 and C9, of the nodes alone. */
    static void holds(Nodes nodes, String... explained) throws Exception {
        List<Bounds.Measured> heaps = new ArrayList<>();
        for (NodeProcess node : nodes.all()) {
            if (node.isAlive()) {
                heaps.add(new Bounds.Measured(node.name(), "heap", node.heapAfterGc(), MOST_HEAP_BYTES));
            }
        }
        List<Violation> broken = new ArrayList<>(Bounds.broken(heaps));
        broken.addAll(nodes.noise(explained));
        Promises.hold(broken);
    }
}
