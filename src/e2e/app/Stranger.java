import com.hazelcast.config.Config;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.Scanner;

/** An application of somebody else, which knows of Parley what its README says: publishes each line that it is told to alice. */
class Stranger {
    public static void main(String[] args) throws Exception {
        Config config = ConfigUtil.loadConfig().setClusterName(args[0])
                .setProperty("hazelcast.phone.home.enabled", "false")
                .setProperty("hazelcast.socket.bind.any", "false");
        var network = config.getNetworkConfig();
        network.getInterfaces().setEnabled(true).addInterface("127.0.0.1");
        network.getJoin().getAutoDetectionConfig().setEnabled(false);
        network.getJoin().getMulticastConfig().setEnabled(false);
        network.getJoin().getTcpIpConfig().setEnabled(true).addMember("127.0.0.1:" + args[1]);
        Vertx vertx = Vertx.builder()
                .with(new VertxOptions().setEventBusOptions(new EventBusOptions().setHost("127.0.0.1")))
                .withClusterManager(new HazelcastClusterManager(config))
                .buildClustered()
                .await();
        System.out.println("joined");
        try (Scanner lines = new Scanner(System.in, "UTF-8")) {
            while (lines.hasNextLine()) {
                vertx.eventBus().publish("user.push.alice",
                        new JsonObject().put("type", "notice").put("content", lines.nextLine()));
            }
        }
        vertx.close().await();
    }
}
