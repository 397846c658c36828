package io.parley.launcher;

import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import io.parley.ops.ClusterMeters;
import io.parley.ops.ClusterMeters.Change;
import io.parley.ops.EventLog;
import org.slf4j.spi.LoggingEventBuilder;

/** Says who joins the cluster and leaves it, in the log and to the meters. Called on threads of Hazelcast. */
final class ClusterWatch implements MembershipListener {
    private static final EventLog LOG = EventLog.of(ClusterWatch.class, EventLog.PARLEY);

    private final HazelcastInstance hazelcast;
    private final ClusterMeters meters;

    private ClusterWatch(HazelcastInstance hazelcast, ClusterMeters meters) {
        this.hazelcast = hazelcast;
        this.meters = meters;
    }

    /** Watches from now on, until {@code hazelcast} is shut down. */
    static void over(HazelcastInstance hazelcast, ClusterMeters meters) {
        ClusterWatch watch = new ClusterWatch(hazelcast, meters);
        hazelcast.getCluster().addMembershipListener(watch);
        hazelcast.getLifecycleService().addLifecycleListener(watch::changed);
        watch.count();
    }

    @Override
    public void memberAdded(MembershipEvent event) {
        told(Change.JOINED, LOG.info("cluster_member_joined"), event, "a node joined the cluster");
    }

    @Override
    public void memberRemoved(MembershipEvent event) {
        told(
                Change.LEFT,
                LOG.info("cluster_member_left"),
                event,
                "a node left the cluster, or was silent for too long");
    }

    private void told(Change change, LoggingEventBuilder line, MembershipEvent event, String sentence) {
        meters.changed(change);
        count();
        line.addKeyValue(EventLog.Field.ADDRESS, event.getMember().getAddress().toString())
                .addKeyValue("members", event.getMembers().size())
                .log(sentence);
    }

    private void changed(LifecycleEvent event) {
        if (event.getState() == LifecycleState.MERGED) {
            meters.changed(Change.MERGED);
            count();
            LOG.info("cluster_merged").log("went over to the other part of a cluster that had been split");
        }
    }

    private void count() {
        meters.members(hazelcast.getCluster().getMembers().size());
    }
}
