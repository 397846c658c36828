package io.parley.launcher;

import io.parley.protocol.BadMessage;
import io.parley.store.StoreFailure;
import io.vertx.core.json.JsonObject;
import java.net.BindException;
import java.util.Optional;

/** Turns why something did not start into what the user has to know. */
final class StartFailure {
    private StartFailure() {}

    /** A {@link LaunchFailure} where the cause is foreseeable, else {@code cause} itself. */
    static Throwable of(Deployment deployment, Throwable cause) {
        if (isTaken(cause)) {
            return taken(deployment, deployment.config());
        }
        if (cause instanceof IllegalArgumentException || cause instanceof BadMessage) {
            return new LaunchFailure(ExitCode.CONFIGURATION, deployment.name() + ": " + cause.getMessage());
        }
        if (cause instanceof StoreFailure) {
            return new LaunchFailure(ExitCode.TEMPORARY, deployment.name() + ": " + cause.getMessage());
        }
        return cause;
    }

    static Throwable ofCluster(ClusterConfig cluster, Throwable cause) {
        if (isTaken(cause)) {
            return new LaunchFailure(
                    ExitCode.TEMPORARY,
                    "cluster: port " + cluster.busPort() + owner(cluster.busPort())
                            + "; try --set cluster.bus_port=0 for any free one");
        }
        return cause;
    }

    private static LaunchFailure taken(Deployment deployment, JsonObject config) {
        int port = config.getInteger("port", 0);
        String option = deployment
                .part()
                .map(part -> switch (part) {
                    case GATEWAY -> "; try --port " + (port + 10) + ", or --port 0 for any free one";
                    case CONSOLE -> "; try --ops-port " + (port + 10) + ", or --ops-port 0 for any free one";
                    case CONVERSATION -> "";
                })
                .orElse("; give " + deployment.name() + " another port in verticles.json");
        String which = port == 0 ? "its port is taken" : "port " + port + owner(port);
        return new LaunchFailure(ExitCode.TEMPORARY, deployment.name() + ": " + which + option);
    }

    private static String owner(int port) {
        return " is taken" + PortOwner.of(port).map(owner -> " by " + owner).orElse("");
    }

    private static boolean isTaken(Throwable cause) {
        return Optional.ofNullable(cause.getMessage()).orElse("").contains("Address already in use")
                || cause instanceof BindException
                || (cause.getCause() != null && isTaken(cause.getCause()));
    }
}
