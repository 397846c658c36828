package io.parley.launcher;

import io.parley.ops.EventLog;
import io.parley.ops.Metrics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;

/** Makes the Vert.x of a node, alone or in a cluster. */
final class NodeVertx {
    private static final EventLog LOG = EventLog.of(NodeVertx.class, EventLog.PARLEY);

    private NodeVertx() {}

    /** Fails with {@link LaunchFailure} where the cluster cannot be formed for a foreseeable reason. */
    static Future<Vertx> create(Plan plan) {
        Metrics metrics = Metrics.create();
        VertxOptions options = new VertxOptions().setPreferNativeTransport(true);
        return (plan.clustered() ? clustered(metrics, options, plan) : alone(metrics, options))
                .map(metrics::share)
                .map(vertx -> vertx.exceptionHandler(new UnhandledErrors()));
    }

    private static Future<Vertx> alone(Metrics metrics, VertxOptions options) {
        return Future.succeededFuture(metrics.builder(options).build());
    }

    private static Future<Vertx> clustered(Metrics metrics, VertxOptions options, Plan plan) {
        ClusterConfig cluster = ClusterConfig.of(plan.section("cluster"));
        LOG.warn("cluster_unprotected")
                .addKeyValue(EventLog.Field.ADDRESS, cluster.host())
                .log(
                        "{} between nodes takes whoever reaches it for one of them: keep it on a private network",
                        cluster.tls().enabled() ? "Membership" : "The bus");
        HazelcastClusterManager manager = cluster.clusterManager();
        return metrics.builder(options.setEventBusOptions(cluster.busOptions()))
                .withClusterManager(manager)
                .buildClustered()
                .onSuccess(vertx -> ListedMembers.watch(vertx, manager.getHazelcastInstance(), cluster))
                .onSuccess(vertx -> ClusterWatch.over(
                        manager.getHazelcastInstance(), metrics.meters().cluster()))
                .recover(cause -> Future.failedFuture(StartFailure.ofCluster(cluster, cause)));
    }
}
