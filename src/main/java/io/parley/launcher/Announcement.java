package io.parley.launcher;

import io.parley.launcher.config.Configuration;
import io.parley.store.StoreConfig;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/** What a start says on the terminal: at most a dozen lines. */
record Announcement(Plan plan) {
    /** Addresses that a browser on this machine reaches by the name localhost. */
    private static final Set<String> EVERYWHERE = Set.of("127.0.0.1", "::1", "0.0.0.0", "::", "localhost");

    /** What is about to run. */
    List<String> beginning() {
        List<String> lines = new ArrayList<>();
        lines.add("Parley " + Version.text() + ", " + plan.mode() + ", Java "
                + Runtime.version().feature());
        lines.add("  runs     "
                + plan.deployments().stream().map(Announcement::instances).collect(Collectors.joining(", ")));
        if (plan.runs(Part.CONVERSATION)) {
            lines.add("  agent    " + agent());
            lines.add("  log      " + log());
        }
        JsonObject redis = plan.section("redis");
        if (redis.getBoolean("enabled")) {
            lines.add("  redis    " + redis.getString("host") + ":" + redis.getInteger("port")
                    + ": one directory of connections and one budget a user for all nodes"
                    + (plan.isOverRedis() ? ", and the messages between them" : ""));
        }
        if (plan.clustered()) {
            ClusterConfig cluster = ClusterConfig.of(plan.section("cluster"));
            lines.add("  cluster  " + cluster.name() + " at " + cluster.host() + ", found by " + cluster.join()
                    + (cluster.tls().enabled() ? "; its bus is encrypted" : "; its bus trusts whoever reaches it"));
        } else if (plan.runs(Part.GATEWAY) && !plan.runs(Part.CONVERSATION) && !plan.isOverRedis()) {
            lines.add("  alone    without a conversation verticle and without --cluster nobody will answer");
        }
        return lines;
    }

    private String agent() {
        String name = plan.section("conversation").getString("agent");
        if (!name.equals("auto")) {
            return name + " (--set conversation.agent=NAME)";
        }
        return plan.section("llm").getString("url").isBlank()
                ? "demo (--set conversation.agent=NAME, or PARLEY_LLM_URL=URL for a model)"
                : "the model of llm.url (--set conversation.agent=NAME)";
    }

    /** Where to find what runs, and that it does; {@code seconds} is how long that took. */
    List<String> ready(Node node, double seconds) {
        List<String> lines = new ArrayList<>();
        url(node, Part.CONSOLE).ifPresent(url -> lines.add("  metrics  " + url + "/metrics, health at /health/ready"));
        node.port(Part.BRIDGE.shortName())
                .ifPresent(port -> lines.add("  bridge   agents in other languages connect to TCP port " + port));
        lines.add("  stop     Ctrl-C, or kill " + ProcessHandle.current().pid());
        lines.add(String.format(Locale.ROOT, "ready in %.1f s", seconds));
        url(node, Part.GATEWAY).ifPresent(lines::add);
        return lines;
    }

    /** The plan as JSON after its lines as comments, secrets left out. */
    String dryRun() {
        JsonObject verticles = new JsonObject();
        plan.deployments().forEach(deployment -> verticles.put(deployment.name(), described(deployment)));
        JsonObject all = new JsonObject()
                .put("data_dir", plan.root().getString("data_dir"))
                .put("stop_timeout_ms", plan.root().getInteger("stop_timeout_ms"));
        if (plan.clustered()) {
            all.put("cluster", plan.section("cluster"));
        }
        all.put("verticles", verticles);
        String lines = beginning().stream().map(line -> "// " + line + "\n").collect(Collectors.joining());
        return lines + Configuration.masked(all.encode()) + "\n// valid; nothing was started";
    }

    private static String instances(Deployment deployment) {
        return deployment.name() + " ×" + deployment.options().getInstances();
    }

    private static JsonObject described(Deployment deployment) {
        JsonObject options = deployment.options().toJson();
        options.remove("config");
        return new JsonObject()
                .put("class", deployment.type().getName())
                .put("deploymentOptions", options)
                .put("config", deployment.config());
    }

    private String log() {
        JsonObject store = plan.section("store");
        return switch (store.getString("kind")) {
            case "memory" -> "memory: lost when the process ends (--set store.kind=h2 keeps it in a file)";
            case "mysql" -> StoreConfig.of(store).mysql() + ", MySQL";
            default -> StoreConfig.of(store).h2() + ", H2 (--data-dir DIR, --set store.kind=memory)";
        };
    }

    private Optional<String> url(Node node, Part part) {
        OptionalInt port = node.port(part.shortName());
        String host = plan.section(part.shortName()).getString("host");
        String shown = EVERYWHERE.contains(host) ? "localhost" : host;
        return port.isPresent() ? Optional.of("http://" + shown + ":" + port.getAsInt()) : Optional.empty();
    }
}
