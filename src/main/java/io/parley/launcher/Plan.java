package io.parley.launcher;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.parley.launcher.config.Configuration;
import io.parley.launcher.config.Entry;
import io.parley.launcher.config.Words;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * What a run will do: all that was asked for, checked and filled in.
 *
 * @param mode the file that says how to run, without its ending: embedded, cluster, production
 * @param clustered whether to join others
 * @param root the whole configuration, with absolute paths
 * @param deployments in the order in which they start
 * @param notes what is strange but no fault
 */
record Plan(String mode, boolean clustered, JsonObject root, List<Deployment> deployments, List<String> notes) {
    private static final List<String> SECTIONS_OF_CONVERSATIONS = List.of("llm", "http_agent", "store");

    Plan {
        deployments = List.copyOf(deployments);
        notes = List.copyOf(notes);
    }

    /**
     * Fails with {@link LaunchFailure} where {@code wanted} names what verticles.json does not.
     *
     * @param wanted names of verticles; all that are enabled if empty. The console comes along if it is enabled.
     */
    static Plan of(String mode, boolean clustered, Configuration configuration, Set<String> wanted, Path home) {
        wanted.forEach(name -> requireKnown(name, configuration.verticles()));
        JsonObject root = absolute(json(configuration.root()), home);
        List<Deployment> deployments = configuration.verticles().stream()
                .filter(entry -> chosen(entry, wanted))
                .map(entry -> deployment(entry, root, home))
                .sorted(Deployment.START_ORDER)
                .toList();
        if (deployments.isEmpty()) {
            throw new LaunchFailure(ExitCode.CONFIGURATION, "nothing to run: verticles.json enables no verticle");
        }
        Plan plan = new Plan(mode, clustered, root, deployments, configuration.notes());
        plan.requirePortsOfTheirOwn();
        plan.requireTheRedisOfTheTransport();
        return plan;
    }

    /** Vert.x lets two servers of one process share a port, and each would get every other connection. */
    private void requirePortsOfTheirOwn() {
        int port = section("gateway").getInteger("port");
        if (port != 0 && port == section("console").getInteger("port") && runs(Part.GATEWAY) && runs(Part.CONSOLE)) {
            throw new LaunchFailure(
                    ExitCode.CONFIGURATION,
                    "gateway and console cannot both listen at port " + port
                            + "; give one another port with --port or --ops-port");
        }
    }

    private void requireTheRedisOfTheTransport() {
        if (isOverRedis() && !section("redis").getBoolean("enabled")) {
            throw new LaunchFailure(
                    ExitCode.CONFIGURATION,
                    "transport is redis, and redis.enabled is false; add --set redis.enabled=true");
        }
    }

    /** Whether gateways and conversations reach each other through Redis, in a cluster or not. */
    boolean isOverRedis() {
        return "redis".equals(root.getString("transport"));
    }

    /** Whether no other node can own a conversation. */
    boolean isAlone() {
        return !clustered && !isOverRedis();
    }

    JsonObject section(String name) {
        return root.getJsonObject(name);
    }

    boolean runs(Part part) {
        return deployments.stream().anyMatch(deployment -> deployment.is(part));
    }

    private static boolean chosen(Entry entry, Set<String> wanted) {
        boolean console =
                Part.of(entry.className()).filter(Part.CONSOLE::equals).isPresent();
        return wanted.contains(entry.name()) || (entry.enabled() && (wanted.isEmpty() || console));
    }

    private static void requireKnown(String name, List<Entry> entries) {
        List<String> known = entries.stream().map(Entry::name).toList();
        if (!known.contains(name)) {
            throw new LaunchFailure(
                    ExitCode.USAGE,
                    "no verticle \"" + name + "\" in verticles.json; "
                            + Words.nearest(name, known)
                                    .map(near -> "did you mean \"" + near + "\"?")
                                    .orElse("it has " + String.join(", ", known)));
        }
    }

    private static Deployment deployment(Entry entry, JsonObject root, Path home) {
        JsonObject config = json(entry.config());
        Part.of(entry.className()).ifPresent(part -> {
            if (part == Part.CONVERSATION) {
                SECTIONS_OF_CONVERSATIONS.forEach(
                        name -> config.put(name, root.getJsonObject(name).copy()));
                config.put("data_dir", root.getString("data_dir"));
            }
            if (part == Part.CONVERSATION || part == Part.GATEWAY) {
                config.put("redis", root.getJsonObject("redis").copy()).put("transport", root.getString("transport"));
            }
            if (part == Part.BRIDGE) {
                makeAbsolute(config.getJsonObject("tls"), List.of("cert", "key"), home);
            }
        });
        return new Deployment(
                entry.name(),
                new VerticleClasses().find(entry.className()),
                new DeploymentOptions(json(entry.options())).setConfig(config));
    }

    /** Relative paths start where the launcher lies, that of the log in data_dir, wherever the process was started. */
    private static JsonObject absolute(JsonObject root, Path home) {
        Path data = home.resolve(root.getString("data_dir")).toAbsolutePath().normalize();
        root.put("data_dir", data.toString());
        JsonObject h2 = root.getJsonObject("store").getJsonObject("h2");
        h2.put("file", data.resolve(h2.getString("file")).normalize().toString());
        makeAbsolute(root.getJsonObject("cluster").getJsonObject("tls"), List.of("cert", "key", "ca"), home);
        JsonObject jwt = root.getJsonObject("gateway").getJsonObject("identity").getJsonObject("jwt");
        makeAbsolute(jwt, List.of("key_file"), home);
        return root;
    }

    private static void makeAbsolute(JsonObject files, List<String> keys, Path home) {
        for (String key : keys) {
            if (!files.getString(key).isBlank()) {
                files.put(key, home.resolve(files.getString(key)).normalize().toString());
            }
        }
    }

    private static JsonObject json(ObjectNode node) {
        return new JsonObject(node.toString());
    }
}
