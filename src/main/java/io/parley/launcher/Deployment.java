package io.parley.launcher;

import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.Optional;

/**
 * One verticle to deploy.
 *
 * @param name its name in verticles.json
 * @param type its class
 * @param options Vert.x's options; its configuration is in them
 */
record Deployment(String name, Class<? extends Deployable> type, DeploymentOptions options) {
    /** Conversations first, so that no gateway opens to clients whom nobody would answer; the console last. */
    static final Comparator<Deployment> START_ORDER = Comparator.comparingInt(Deployment::startRank);

    Optional<Part> part() {
        return Part.of(type.getName());
    }

    boolean is(Part part) {
        return part().filter(part::equals).isPresent();
    }

    JsonObject config() {
        JsonObject config = options.getConfig();
        return config == null ? new JsonObject() : config;
    }

    private int startRank() {
        return part().map(part -> switch (part) {
                    case CONVERSATION -> 0;
                    case BRIDGE -> 1;
                    case GATEWAY -> 2;
                    case CONSOLE -> 3;
                })
                .orElse(1);
    }
}
