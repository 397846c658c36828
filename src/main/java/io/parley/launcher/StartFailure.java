package io.parley.launcher;

import io.parley.bus.BusFailure;
import io.parley.protocol.BadMessage;
import io.parley.store.StoreFailure;
import io.vertx.core.json.JsonObject;
import java.net.BindException;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.function.Predicate;

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
        if (cause instanceof StoreFailure || cause instanceof BusFailure) {
            return new LaunchFailure(ExitCode.TEMPORARY, deployment.name() + ": " + cause.getMessage());
        }
        return cause;
    }

    static Throwable ofCluster(ClusterConfig cluster, Throwable cause) {
        if (says(cause, "auto-increment is disabled")) {
            return new LaunchFailure(
                    ExitCode.TEMPORARY,
                    "cluster: port " + cluster.port() + owner(cluster.port()) + ", and with cluster.join "
                            + cluster.join() + " all nodes have the same");
        }
        if (cluster.tls().enabled() && isOfCertificates(cause)) {
            return new LaunchFailure(
                    ExitCode.CONFIGURATION, "cluster: the files of cluster.tls cannot be used: " + cause.getMessage());
        }
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
                    case BRIDGE -> "; try --set bridge.port=" + (port + 10) + ", or 0 for any free one";
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
        return says(cause, "Address already in use") || isAny(cause, BindException.class::isInstance);
    }

    private static boolean isOfCertificates(Throwable cause) {
        return says(cause, "-----BEGIN") || isAny(cause, GeneralSecurityException.class::isInstance);
    }

    private static boolean says(Throwable cause, String words) {
        return isAny(
                cause, one -> Optional.ofNullable(one.getMessage()).orElse("").contains(words));
    }

    private static boolean isAny(Throwable cause, Predicate<Throwable> wanted) {
        return wanted.test(cause) || (cause.getCause() != null && isAny(cause.getCause(), wanted));
    }
}
